// Optimize: puts the small fragments of a branch's tables together, takes deleted rows out, and
// publishes the new table versions as one ordinary commit with operation "optimize". No row
// changes.
//
//   plan ─ compact ─ lay over the newest state ─ publish ─┐
//                         └──── others were faster ───────┘
//
// Rows are written once, on the state that it starts from; what others commit meanwhile only
// decides what the new version says of them (apply_compaction.h). Other writers do not conflict
// with it either (publish/rebase.h).
//
// Cost: the bytes of the chosen fragments read and written once, one manifest per changed table,
// one record. Memory: compact_table.h says it; one table at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/maintain/plan_compaction.h"

namespace omnigraph::graph {

struct OptimizeOptions {
  std::set<std::string> tables;  // keys; empty: all
  CompactionLimits limits;
  size_t threads = 0;  // 0: as many as run at once
  std::optional<std::string> actor_id;
  // What keeps this process's own writers waiting; held while the commit is published. May be
  // empty.
  std::function<std::unique_lock<std::mutex>()> alone;
};

struct OptimizedTable {
  std::string table_key;
  uint64_t fragments_removed = 0;
  uint64_t fragments_added = 0;
  bool committed = false;
};

struct OptimizeReport {
  std::vector<OptimizedTable> tables;  // all that were asked for, by key
  SnapshotPtr published;               // null: there was nothing to do
};

// `base`: a head of the branch, best the newest. Errors: kInvalidArgument for unknown tables;
// kNotFound when the branch is gone; those of reading and publishing. After an error nothing has
// happened, but for kOutcomeUnknown.
Result<OptimizeReport> optimize(Graph& graph,
                                const SnapshotPtr& base,
                                const OptimizeOptions& options,
                                const CancelToken& cancel);

// What would be done, per table by key, from manifests alone. Tables of which nothing would be
// rewritten are not in it.
Result<std::map<std::string, FragmentCondition>> plan_optimize(GraphEnvironment& environment,
                                                               const SnapshotPtr& base,
                                                               const OptimizeOptions& options);

}  // namespace omnigraph::graph
