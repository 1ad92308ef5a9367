#include "omnigraph/graph/load/dangling.h"

#include "omnigraph/graph/validate/tuples.h"

namespace omnigraph::graph {

Result<std::vector<uint32_t>> dangling_edges(const TableView& edges,
                                             const NodeIds* sources,
                                             const NodeIds* targets) {
  constexpr size_t kSourceColumn = 1;
  constexpr size_t kTargetColumn = 2;
  std::vector<size_t> columns;
  std::vector<const NodeIds*> ends;
  if (sources != nullptr) {
    columns.push_back(kSourceColumn);
    ends.push_back(sources);
  }
  if (targets != nullptr) {
    columns.push_back(kTargetColumn);
    ends.push_back(targets);
  }
  std::vector<uint32_t> dangling;
  OG_RETURN_IF_ERROR(
      for_each_row(edges,
                   {0, edges.fragments().size()},
                   columns,
                   [&](const TupleRows& rows, size_t i) -> Result<bool> {
                     bool whole = true;
                     for (size_t c = 0; c < ends.size(); ++c) {
                       whole = whole && ends[c]->declared(rows.cells[c]->string_at(i));
                     }
                     if (!whole) {
                       dangling.push_back(rows.first_position + static_cast<uint32_t>(i));
                     }
                     return true;
                   }));
  return dangling;
}

}  // namespace omnigraph::graph
