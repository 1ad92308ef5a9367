// What a merge can have broken, looked for in the merged state: in the rows it wrote their values,
// @unique and @card; and edges of one side whose nodes the other side deleted.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/merge/merge_rules.h"
#include "omnigraph/graph/stage/staged_table.h"

namespace omnigraph::graph {

// So many conflicts of one kind in one table are told; there may be more.
inline constexpr size_t kConflictsTold = 1000;

// Violations among the staged rows. `source_staged`: the staged rows come from the source (else
// from the target), whose row a unique violation names.
Status check_merged_rows(StagedTable& staged,
                         bool source_staged,
                         std::vector<MergeConflict>* conflicts);

// Edges of `edges` that point to one of `deleted` at their end in `column` (1: source, 2: target);
// `node_type`: of those nodes.
Status check_orphans(const TableView& edges,
                     size_t column,
                     const std::string& node_type,
                     const std::vector<std::string>& deleted,
                     std::vector<MergeConflict>* conflicts);

}  // namespace omnigraph::graph
