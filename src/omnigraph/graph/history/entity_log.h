// The log of one entity: which commits changed it, and in which properties; newest first.
//
// A merge is not what changed a row, but the commits that it brought in: they are told in its
// place, and the merge itself only if it decided something (the row became what neither side had).
//
// Cost: a record (cached) per commit that is walked past, and an indexed look-up of the id in two
// states per commit that changed the table.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/history/entity_change.h"

namespace omnigraph::graph {

struct EntityLogEntry {
  CommitHeader commit;
  EntityChange change;
};

struct EntityLogRequest {
  std::string table_key;  // as in the state that is asked
  std::string id;
  size_t limit = 100;
  // Commits that are among these ancestors of another state are left out.
  AncestorMap without;
};

// Errors: kNotFound when the state has no such table; kGone when it has to look at a commit that
// cleanup reclaimed and has found nothing yet (else the log ends there).
Result<std::vector<EntityLogEntry>> entity_log(Graph& graph,
                                               const SnapshotPtr& state,
                                               const EntityLogRequest& request,
                                               const CancelToken& cancel);

}  // namespace omnigraph::graph
