// Laying a compaction over a version of its table: the one that it read, or a later one that others
// have made meanwhile. Nothing is read again but deletion vectors, and nothing of what others did
// is lost:
//
//   source, in the version           rows that came from it, in the new fragments
//   as it was                        stay
//   has lost more rows               the same rows are deleted in the new fragment
//   is gone (all deleted, replaced,  all of them are deleted: whatever lives of them lives
//     or rewritten by another)         elsewhere, with its newer value
//   has other data files             the same; the source itself stays, it is left out
//
// So a compaction never starves, however busy its table is, and no write is refused for it.
#pragma once

#include <cstdint>
#include <optional>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/maintain/compact_table.h"
#include "omnigraph/graph/maintain/index_change.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/graph/stage/stage_version.h"

namespace omnigraph::graph {

struct AppliedCompaction {
  StagedVersion version;
  uint64_t fragments_removed = 0;
  uint64_t fragments_added = 0;
};

// The next version of the table of `now`; nothing if no source is left in it. `indices`: of this
// compaction, the same for every attempt. Errors: those of reading and writing.
Result<std::optional<AppliedCompaction>> apply_compaction(GraphEnvironment& environment,
                                                          const Snapshot& now,
                                                          const Compaction& compaction,
                                                          IndexChange& indices,
                                                          TaskPool* pool);

}  // namespace omnigraph::graph
