// The newest records of many logs at once: what listings of branches and tags are made of.
//
// The names come from one listing of folders; then all logs are searched together, a few hundred at
// a time: each round asks for the next name of every log whose head is not proven yet.
//
// Cost: one listing per 1,000 names ever used. Per log one read if its head is known and still is
// the head; two if it is not known and has one record; about 2·log2(records since) otherwise. At
// most kLogsAtOnce records are in memory.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {

inline constexpr size_t kLogsAtOnce = 256;

// What is kept of a head.
struct LogHead {
  std::string log_name;
  uint64_t seq = 0;
  RecordKind kind = RecordKind::kCommits;
  std::string incarnation;
  std::string commit_id;  // the newest commit
  uint64_t manifest_version = 0;
  int64_t created_at = 0;  // of that commit; 0 for a tombstone
};
LogHead log_head_of(const CommitRecord& record);

// The log names of all branches, or of all tags, that were ever used, by byte order of their
// folders. Folders that stand for no name are left out.
Result<std::vector<std::string>> list_log_names(GraphEnvironment& environment, bool tags);

// The heads of these logs, in their order; logs without a record are left out. `known`: heads as
// far as known, by log name. Errors: those of the store; kCorruption (a record that breaks the
// format, by name).
Result<std::vector<LogHead>> find_log_heads(GraphEnvironment& environment,
                                            const std::string& graph_id,
                                            const std::vector<std::string>& log_names,
                                            const std::map<std::string, LogHead>& known);

}  // namespace omnigraph::graph
