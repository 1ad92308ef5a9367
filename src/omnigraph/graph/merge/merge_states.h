// The three-way merge of whole states: what the source changed since the base, laid over the
// target, as one draft of a commit. Branch merges, reverts (source: the state before a commit,
// base: the state after it) and cherry-picks (source: the state after, base: the state before) are
// all this.
//
//   per table      source unchanged        the target's stays
//                  target unchanged        the source's version is adopted: no row is read
//                  both changed            row by row (merge_rows.h)
//   then           values, @unique, @card of what was merged; edges without their nodes
//
// Schemas: the one that changed since the base is the result's, and rows of the other side are
// checked under it; schemas that changed differently on both sides are a conflict. When the
// source's is the result's, tables that both changed are merged the other way round: the target's
// changes are laid over the source's tables.
//
// Nothing is stored: the draft is published like any other, and the target's tables that the merge
// looked at are in its sets, so a commit that comes in between is never overwritten.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/merge/merge_rows.h"
#include "omnigraph/graph/merge/merge_rules.h"
#include "omnigraph/graph/publish/commit_draft.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

struct MergeInput {
  std::vector<SnapshotPtr> bases;  // the first is merged from; the others tell what is contested
  SnapshotPtr source;
  SnapshotPtr target;
  // May the target's pins become the source's? Only if the source's versions come after the base's:
  // not in reverts and cherry-picks.
  bool adopt = true;
};

struct StateMerge {
  std::map<std::string, RowCounts> counts;  // by table key: what it does to the target
  std::vector<MergeConflict> conflicts;     // ordered by table key, then row id
  uint64_t decided = 0;                     // conflicts that the rules decided
  bool changes_schema = false;
  // What to publish on the target, without ids, actor and operation; only without conflicts.
  CommitDraft draft;
};

// Errors: kConflict when the schemas changed differently; those of reading; kCancelled.
Result<StateMerge> merge_states(GraphEnvironment& environment,
                                const MergeInput& input,
                                const MergeRules& rules,
                                const CancelToken& cancel);

}  // namespace omnigraph::graph
