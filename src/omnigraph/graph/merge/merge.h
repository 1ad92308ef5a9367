// Merging branches, reverting and picking commits: what merge_states.h computes, published.
//
//   source is an ancestor of target (or the same)   already up to date, nothing is written
//   target is an ancestor of source                 fast-forward: the source's tables are adopted
//   else                                            three-way merge
//
// A merge is one commit with two parents. When the target moves in between, the merge is done
// again on what it is then; a commit to the target is never overwritten. The source is merged as it
// was when the merge began.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/merge/merge_rules.h"
#include "omnigraph/graph/merge/merge_states.h"

namespace omnigraph::graph {

enum class MergeOutcome : uint8_t {
  kAlreadyUpToDate,
  kFastForward,
  kMerged,
  kConflicts,  // nothing was written
};
// "already_up_to_date", "fast_forward", "merged", "conflicts".
std::string_view to_string(MergeOutcome outcome);

struct MergeOptions {
  MergeRules rules;
  std::optional<std::string> actor_id;
  std::optional<std::string> message;
  bool dry_run = false;                  // tells what would happen, counts included
  std::optional<std::string> if_commit;  // the target's head must be this commit: else kConflict
  int attempts = 16;                     // how often the target may move while the merge is made
};

struct MergeReport {
  MergeOutcome outcome = MergeOutcome::kAlreadyUpToDate;
  // What it does to the target, by table key. Of a fast-forward only in a dry run.
  std::map<std::string, RowCounts> counts;
  std::vector<MergeConflict> conflicts;
  uint64_t decided = 0;  // conflicts that the rules decided
  bool changes_schema = false;
  std::vector<std::string> base_commits;
  std::string source_commit;
  std::string target_commit;  // that it was merged into
  // The target afterwards: unchanged where nothing was written. Never null.
  SnapshotPtr after;
};

// Errors: kInvalidArgument (the same branch), kNotFound, kConflict (the schemas; if_commit; too
// many races lost), kGone (the base was reclaimed), those of reading and publishing.
Result<MergeReport> merge_branches(Graph& graph,
                                   const std::string& source,
                                   const std::string& target,
                                   const MergeOptions& options,
                                   const CancelToken& cancel);

// Takes back what a commit changed (of a merge: what it brought into its branch), as a new commit
// on `branch`. Later changes of the same properties are conflicts; ours keeps them.
Result<MergeReport> revert_commit(Graph& graph,
                                  const std::string& commit_id,
                                  const std::string& branch,
                                  const MergeOptions& options,
                                  const CancelToken& cancel);

// Does what a commit did, anywhere in the graph, on `branch` too.
Result<MergeReport> cherry_pick(Graph& graph,
                                const std::string& commit_id,
                                const std::string& branch,
                                const MergeOptions& options,
                                const CancelToken& cancel);

}  // namespace omnigraph::graph
