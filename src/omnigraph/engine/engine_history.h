// What the engine is asked and answers about merges and history: merging, reverting, picking,
// differences, the log of an entity, the change feed. The functions are Engine's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/graph/history/change_feed.h"
#include "omnigraph/graph/history/entity_log.h"
#include "omnigraph/graph/merge/merge.h"
#include "omnigraph/graph/merge/open_merge.h"

namespace omnigraph::engine {

struct MergeRequest {
  std::string source;
  std::string target = "main";
  graph::MergeRules rules;  // tables as users name them: "Person" or "node:Person"
  bool dry_run = false;
  bool delete_source = false;   // once it is merged
  bool keep_conflicts = false;  // store them, to be decided step by step (graph/merge/open_merge.h)
  std::optional<std::string> if_commit;
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
};

struct MergeAnswer {
  std::string source;
  std::string target;
  graph::MergeReport report;
  std::optional<std::string> merge_id;  // of the stored conflicts
  bool source_deleted = false;
};

// Revert or cherry-pick of a commit onto a branch.
struct ApplyRequest {
  std::string commit_id;
  std::string branch = "main";
  graph::MergeRules rules;
  bool dry_run = false;
  std::optional<std::string> if_commit;
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
};

struct DecideRequest {
  std::string merge_id;
  // Rows as "node:Person/Alice" or "Person/Alice"; empty: all conflicts that are open.
  std::vector<std::string> rows;
  graph::Decision decision = graph::Decision::kOurs;
};

// The two states of a difference, as their references were resolved.
struct DiffStates {
  struct State {
    std::string branch;  // that it was read from; "tag:v1" for a tag
    std::string commit_id;
    uint64_t manifest_version = 0;
    std::set<std::string> types;  // all that its schema has
  };
  State from;
  State to;
};

struct DiffRequest {
  std::string from;  // references to states (graph/branches/ref.h)
  std::string to = "main";
  graph::ChangeFilter filter;
  std::function<Status(const DiffStates&)> begin;  // called before the first change; may be empty
};

struct EntityLogAnswer {
  std::string type_name;
  std::string id;
  std::vector<graph::EntityLogEntry> entries;  // newest first
};

}  // namespace omnigraph::engine
