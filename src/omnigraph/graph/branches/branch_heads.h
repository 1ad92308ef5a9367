// BranchHeads: what a process knows of the newest states of branches between two operations. A head
// is looked for once, and from then on asked after with one probe for a newer record.
//
// Memory: the states of at most kHeadsKept branches (main's always, of the others those used
// last), and 250 bytes for each of at most kNamesKept names that were looked at.
// Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/branches/log_heads.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

inline constexpr size_t kHeadsKept = 64;
inline constexpr size_t kNamesKept = 20'000;

class BranchHeads {
 public:
  BranchHeads(GraphEnvironment& environment, std::string graph_id)
      : environment_(environment), graph_id_(std::move(graph_id)) {}

  // The head of a branch (or of a tag, by its log name), probed for newer records if the last look
  // is older than `staleness_us` (0: always): one read when nothing is new; of a branch that is not
  // known two, and more if it has many records. Errors: kNotFound when there is none, or it was
  // deleted; of a branch that was created again the new one is found.
  Result<SnapshotPtr> head(const std::string& branch, int64_t staleness_us = 0);

  // As last seen, without a look; null if it is not kept.
  SnapshotPtr known(const std::string& branch) const;

  // The branches and tags whose newest states are in memory, by log name.
  std::vector<std::string> kept() const;

  // `seen_us`: when (boot time) the store was last known to hold nothing newer.
  void remember(SnapshotPtr snapshot, int64_t seen_us);
  // The log has ended with this tombstone.
  void remember_end(const LogRecord& tombstone);
  // The next operation looks at the store first.
  void doubt(const std::string& branch);

  // The tombstone of a log that is known to have ended; no record: nothing is known.
  LogRecord known_end(const std::string& branch) const;

  // The newest records of logs as listings found them, by log name; a lead to look from.
  std::map<std::string, LogHead> known_logs() const;
  void remember_logs(const std::vector<LogHead>& heads);

 private:
  struct Entry {
    SnapshotPtr snapshot;  // null: the log has ended
    LogRecord tombstone;   // then
    int64_t seen_us = 0;
    uint64_t used = 0;
  };
  Entry& entry_of(const std::string& branch);

  GraphEnvironment& environment_;
  const std::string graph_id_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;    // guarded by mutex_
  std::map<std::string, LogHead> by_name_;  // guarded by mutex_
  uint64_t uses_ = 0;                       // guarded by mutex_
};

}  // namespace omnigraph::graph
