// From tables to a Topology: the ends of every edge are resolved to node positions through the id
// indices, then sorted into both directions.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/topology/csr.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::exec {

// What a topology is made of. For an edge between nodes of one type `from` and `to` are the same.
struct TopologyTables {
  graph::TableViewPtr edges;
  graph::TableViewPtr from;
  graph::TableViewPtr to;
  graph::IdIndexPtr from_index;
  graph::IdIndexPtr to_index;
};

// Reads `_src` and `_dst` of all edges. Errors: those of reading tables; kResourceExhausted for
// 2^32 edges or more. Memory: 8 bytes per edge while building, 16 afterwards.
Result<TopologyPtr> build_topology(const TopologyTables& tables);

// The ends of the edges [begin, end) of one fragment, appended to `ends`. Rows that are not live
// and ends that are not stored give kNullRow.
Status resolve_ends(const TopologyTables& tables,
                    const graph::TableView::Fragment& fragment,
                    uint32_t begin,
                    uint32_t end,
                    EdgeEnds* ends);

}  // namespace omnigraph::exec
