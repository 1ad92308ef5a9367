// Stored edges that an overwrite of node tables would leave without an end.
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/node_ids.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

// Positions of live edges whose source is not declared in `sources`, or target not in `targets`,
// rising. Null: the nodes at that end are not replaced. Reads the columns of the ends that are.
Result<std::vector<uint32_t>> dangling_edges(const TableView& edges,
                                             const NodeIds* sources,
                                             const NodeIds* targets);

}  // namespace omnigraph::graph
