// Compaction: the live rows of some fragments of a table version, written again into few full data
// files, in the order of their row ids. The files are stored under fresh names; nobody sees them
// before a commit names them (apply_compaction.h), and one that never comes leaves garbage only.
//
// A row keeps its id, and the versions in which it was created and last updated. Versions are told
// row by row; only where that would take more than kVersionRunsMax runs in a new fragment they are
// rounded, as version_runs.h allows: a row that changed is never missed
// (docs/decisions/0006-optimize.md).
//
// Memory: some pages per column, 64 MiB of pages read ahead of or behind one another, and 12 bytes
// for every run of rows that follow one another in their source.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/maintain/plan_compaction.h"
#include "omnigraph/graph/maintain/row_order.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

inline constexpr size_t kVersionRunsMax = 512;

struct CompactedFragment {
  lance::Fragment fragment;  // without id
  std::vector<RowRun> runs;  // where its rows came from, in their order
};

struct Compaction {
  std::string table_key;
  std::string table_path;
  std::vector<lance::Fragment> sources;  // as they were read
  std::vector<CompactedFragment> written;
};

// `view`: of a stored table without staged rows; `chosen`: ids of its fragments, rising. A pool
// decodes and encodes side by side. Errors: those of reading and writing, cancellation.
Result<Compaction> compact_table(GraphEnvironment& environment,
                                 const TableView& view,
                                 const std::vector<uint64_t>& chosen,
                                 const CompactionLimits& limits,
                                 TaskPool* pool,
                                 const CancelToken& cancel);

// `runs` with at most `most` runs: neighbours are made one, pair by pair; the higher version stands
// (`upwards`) or the lower. O(runs).
lance::VersionRuns rounded(const lance::VersionRuns& runs, size_t most, bool upwards);

}  // namespace omnigraph::graph
