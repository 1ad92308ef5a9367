// LogWalk: the records of one log after another, each from its first to its head, and all that they
// name. Main comes first, then the other branches and tags: what logs share is looked at once.
//
// Invariants while it walks a log:
//  - `tables_` is the state after the records so far; after a record that cannot be read it is
//    unknown, and the next one's base and checkpoint are believed
//  - of each table in it, the files that are not known to be in the store are remembered: every
//    later record up to the table's next version must carry them, or the store have them by then
// Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/verify/check_files.h"
#include "omnigraph/graph/verify/check_lineage.h"
#include "omnigraph/graph/verify/findings.h"

namespace omnigraph::graph {

class LogWalk {
 public:
  // All must outlive it.
  LogWalk(GraphEnvironment& environment,
          const VerifyOptions& options,
          Findings& findings,
          const CancelToken& cancel)
      : environment_(environment),
        options_(options),
        findings_(findings),
        cancel_(cancel),
        files_(environment, findings),
        lineage_(environment, findings) {}

  // Walks records 1 … `head_seq` of the log.
  Status run(const std::string& graph_id, const std::string& log_name, uint64_t head_seq);

  // The head of the log walked last; no record if it cannot be read.
  const LogRecord& head() const { return last_; }

 private:
  struct TableState {
    Pin pin;
    std::vector<std::string> record_only;
  };

  Status check_record(const LogRecord& record);
  void check_chain(const std::string& object, const CommitRecord& record);
  // The first record of an incarnation: is what it was forked from as it says?
  Status check_birth(const std::string& object, const CommitRecord& record);
  // Does the record at which a birth forked off hold the commit that it names, and did that leave
  // the state that the birth starts from?
  void check_fork(const std::string& object, const CommitRecord& birth, const LogRecord& parent);
  // The state that the record starts from, from its checkpoint and base; nothing if it is damaged.
  Result<std::optional<PinMap>> start_of(const std::string& object, const CommitRecord& record);
  // Takes over the state that the record starts from, where it is another one than known.
  Status enter_start(const CommitRecord& record, const PinMap& start, const RecordFiles& files);
  Status check_schema(const std::string& sha256);
  Status check_pin(const Pin& pin, const RecordFiles& files);
  Status check_commits(const CommitRecord& record, const RecordFiles& files);
  // Tables that the commit left alone: does the record still have their files?
  Status check_unchanged(const CommitEntry& commit, const RecordFiles& files);

  GraphEnvironment& environment_;
  const VerifyOptions& options_;
  Findings& findings_;
  const CancelToken& cancel_;
  FileChecks files_;
  LineageChecks lineage_;
  LogRecord last_;                                // null record: it could not be read
  std::map<std::string, TableState> tables_;      // by key
  bool known_ = false;                            // is `tables_` the state after last_?
  std::set<std::string> schemas_;                 // looked at
  std::string checkpoint_name_;                   // the last one read
  std::shared_ptr<const Checkpoint> checkpoint_;  // null if it is damaged
};

}  // namespace omnigraph::graph
