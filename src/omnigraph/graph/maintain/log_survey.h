// LogSurvey: all logs of a graph, of branches and of tags, as cleanup weighs them: of every record
// what kind it is, how old, and which commit is its newest.
//
// Cost: one listing per log and one read per record, of one log after another. Memory: 48 bytes a
// record, and the heads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/branch_log.h"

namespace omnigraph::graph {

struct SurveyedRecord {
  uint64_t seq = 0;
  RecordKind kind = RecordKind::kCommits;
  uint32_t life = 0;              // which incarnation of the log, from 0
  uint64_t manifest_version = 0;  // of its newest commit
  int64_t created_at = 0;         // of that commit; of a birth: when the store took it
  int64_t stored_at = 0;          // the store's time
};

struct SurveyedLog {
  std::string name;                     // as BranchLog has it
  std::vector<SurveyedRecord> records;  // by seq, from 1 on, without a gap
  LogRecord head;                       // a tombstone if the log has ended
  // Where the living incarnation was forked off: the parent of its birth. None for main and for
  // logs that have ended.
  std::optional<ParentRef> fork;
  AncestorMap ancestors;  // of the head, on other incarnations; empty for ended logs
  bool lives() const { return head.record->kind != RecordKind::kTombstone; }
};

// Errors: kCorruption for a log with a gap or a record that breaks the format; kCancelled; store
// errors. A log that grows meanwhile may be seen at either length.
Result<std::vector<SurveyedLog>> survey_logs(GraphEnvironment& environment,
                                             const std::string& graph_id,
                                             const CancelToken& cancel);

}  // namespace omnigraph::graph
