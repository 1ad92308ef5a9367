// Retention: which records cleanup may thin. A matter of the survey alone.
//
// A record stays whole if any of this holds:
//   - it is the newest of its log, or was so at any time within the grace period
//   - the policy keeps its newest commit: one of the newest of its branch, or not old enough. With
//     both conditions given a record goes only if both let it go
//   - a living branch was forked off there, or has merged it from a branch that lives: their next
//     merge is made from it
// Of branches that were deleted nothing is among the newest.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "omnigraph/graph/maintain/log_survey.h"

namespace omnigraph::graph {

inline constexpr int64_t kDefaultGraceUs = int64_t{24} * 3600 * 1'000'000;

struct RetentionPolicy {
  // Commits of a branch whose version is below head - keep_versions may go: N + 1 stay.
  std::optional<uint64_t> keep_versions;
  std::optional<int64_t> older_than_us;
  int64_t grace_us = kDefaultGraceUs;
};

// A record: log name, seq.
using RecordName = std::pair<std::string, uint64_t>;

struct Retention {
  std::set<RecordName> to_thin;  // whole now
  // Named by an ancestor list of a living branch: commits of deleted branches are found from them.
  std::set<RecordName> asked_through;
};

// `now_us`: the store's time.
Retention choose_records(const std::vector<SurveyedLog>& logs,
                         const RetentionPolicy& policy,
                         int64_t now_us);

}  // namespace omnigraph::graph
