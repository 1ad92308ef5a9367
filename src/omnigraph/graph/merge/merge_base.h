// The merge base: the newest common ancestors of two states.
//
// A state knows of its ancestors, for each incarnation of a branch, the newest commit; all commits
// of the incarnation before it are ancestors too. So the common ancestors of two states are, for
// each incarnation that both know, the commits up to the older of the two: no walk over the
// history. Of these candidates those count that are not ancestors of another one. To know a
// candidate's ancestors its record is read; the two heads' own incarnations come first, since what
// they know mostly covers all others.
//
// Mostly there is one base. There are several when two branches were merged into each other
// criss-cross:
//
//   S ── a ──┬── m1 ── S'       a and b are both bases of S' and T'
//            ╳
//   T ── b ──┴── m2 ── T'
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// How two states are related.
enum class Relation : uint8_t {
  kSame,          // the same commit
  kSourceInside,  // the source is an ancestor of the target
  kTargetInside,  // the target is an ancestor of the source
  kDiverged,
};

Relation relation_of(const Snapshot& source, const Snapshot& target);

// The bases of two states, the newest first; at least one. Reads a record per candidate that has to
// be looked at. Errors: kFailedPrecondition when there is none (other graphs); kGone when cleanup
// reclaimed it; those of reading.
Result<std::vector<SnapshotPtr>> merge_bases(GraphEnvironment& environment,
                                             const SnapshotPtr& source,
                                             const SnapshotPtr& target);

}  // namespace omnigraph::graph
