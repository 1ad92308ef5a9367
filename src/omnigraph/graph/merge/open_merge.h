// OpenMerge: a merge that had conflicts and is resolved step by step, by several people and over
// days if need be. It is a log of its own below __manifest/merges/<id>/: each step (a decision, the
// end) is a new object with the whole state, put-if-absent, so that two who work on it at the same
// time do not undo one another. Branches know nothing of it: the merge is made when it is
// continued, with the decisions, on what the branches are then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/merge/merge_rules.h"

namespace omnigraph::graph {

enum class MergeState : uint8_t { kOpen, kDone, kAborted };
// "open", "done", "aborted".
std::string_view to_string(MergeState state);

struct RowDecision {
  std::string table_key;
  std::string row_id;
  Decision decision = Decision::kOurs;
  bool operator==(const RowDecision&) const = default;
};

struct OpenMerge {
  std::string merge_id;  // ULID
  std::string graph_id;
  uint64_t seq = 0;  // steps, from 1
  MergeState state = MergeState::kOpen;
  std::string source;
  std::string target;
  // When the conflicts were found.
  std::string source_commit;
  std::string target_commit;
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  int64_t created_at = 0;  // µs
  bool whole_rows = false;
  std::vector<MergeConflict> conflicts;
  std::vector<RowDecision> decisions;        // each row once
  std::optional<std::string> merged_commit;  // once it is done
};

std::string to_json(const OpenMerge& merge);
Result<OpenMerge> parse_open_merge(std::string_view bytes, std::string_view object_name);

// Stores the next step: seq is raised. Errors: kConflict when somebody else made one meanwhile.
Status store_step(GraphEnvironment& environment, OpenMerge& merge);

// As it is now. Errors: kNotFound.
Result<OpenMerge> find_open_merge(GraphEnvironment& environment, const std::string& merge_id);
// Newest first; ended ones too if `all`.
Result<std::vector<OpenMerge>> list_open_merges(GraphEnvironment& environment, bool all);

}  // namespace omnigraph::graph
