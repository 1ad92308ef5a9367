// Which branches were created from which: hints below `__manifest/children/`, so that deleting a
// branch can refuse while a descendant lives, without looking at every branch there is.
//
//   __manifest/children/<parent>/<child>.json   {"format":1,"incarnation":…,"parent":…,"check":…}
//
// Only hints: nothing depends on a parent (log_life.h). A lost one costs a refusal that would have
// been polite; a stale one is recognised by the incarnations in it. Children of main have none,
// since main cannot be deleted.
#pragma once

#include <optional>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// Notes that `child`, just born, was created from `from`. Failing is of no consequence.
void note_child(GraphEnvironment& environment, const Snapshot& from, const Snapshot& child);

// A branch that was created from the incarnation `parent` is of and that lives; nothing if there is
// none. Cost: one listing, and two looks per hint; stale hints are removed.
Result<std::optional<std::string>> living_child(Graph& graph, const Snapshot& parent);

}  // namespace omnigraph::graph
