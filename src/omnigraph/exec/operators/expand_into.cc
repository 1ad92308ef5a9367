#include "omnigraph/exec/operators/expand_into.h"

#include <algorithm>
#include <utility>

namespace omnigraph::exec {

using columnar::kNullRow;

Result<std::unique_ptr<Transform>> ExpandInto::make(PatternScope& scope,
                                                    const ExpandStep& step,
                                                    const std::vector<query::VarId>& keep) {
  const query::PatternEdge& edge = *step.edge;
  HopRequest request{
      edge, false, scope.run.variable(edge.from).types, scope.run.variable(edge.to).types};
  if (edge.edge_variable) {
    request.edge_types = &scope.run.variable(*edge.edge_variable).types;
  }
  OG_ASSIGN_OR_RETURN(HopTable hops,
                      HopTable::make(scope.run.context, scope.run.topologies, request));
  return std::unique_ptr<Transform>(new ExpandInto(
      scope, step, make_gather(scope, keep, std::nullopt, edge.edge_variable), std::move(hops)));
}

ExpandInto::ExpandInto(PatternScope& scope, const ExpandStep& step, RowGather gather, HopTable hops)
    : scope_(scope),
      start_(step.edge->from),
      end_(step.edge->to),
      edge_rows_(step.edge->edge_variable.has_value()),
      gather_(std::move(gather)),
      hops_(std::move(hops)) {}

Result<Flow> ExpandInto::process(RowBatch batch, Sink& next) {
  gather_.begin(batch);
  for (uint32_t row = 0; row < batch.row_count; ++row) {
    if (batch.variables[start_].positions[row] == kNullRow ||
        batch.variables[end_].positions[row] == kNullRow || scope_.is_settled(batch, row)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const Flow flow, join_row(batch, row, next));
    if (flow == Flow::kEnough) {
      return flow;
    }
  }
  return gather_.flush(next);
}

Result<Flow> ExpandInto::join_row(const RowBatch& batch, uint32_t row, Sink& next) {
  const EntityColumn& starts = batch.variables[start_];
  const EntityColumn& ends = batch.variables[end_];
  const size_t start_type = starts.type_index.empty() ? 0 : starts.type_index[row];
  const size_t end_type = ends.type_index.empty() ? 0 : ends.type_index[row];
  const uint32_t start = starts.positions[row];
  const uint32_t end = ends.positions[row];
  for (const Hop& hop : hops_.by_start[start_type]) {
    if (hop.to_type != end_type) {
      continue;
    }
    if (hop.skip_self && start == end) {
      continue;
    }
    // Both lists hold the edges between the two in the same order: search the shorter one.
    Neighbours list = hop.forward->of(start);
    uint32_t sought = end;
    const Neighbours back = hop.backward->of(end);
    if (back.count < list.count) {
      list = back;
      sought = start;
    }
    const uint32_t* const last = list.nodes + list.count;
    for (const uint32_t* at = std::find(list.nodes, last, sought); at != last;
         at = std::find(at + 1, last, sought)) {
      if (gather_.room() == 0) {
        OG_ASSIGN_OR_RETURN(const Flow flow, gather_.flush(next));
        if (flow == Flow::kEnough) {
          return flow;
        }
      }
      gather_.append(row, 0, 0, hop.edge_type, list.edges[at - list.nodes]);
      if (!edge_rows_) {
        return Flow::kMore;
      }
    }
  }
  return Flow::kMore;
}

}  // namespace omnigraph::exec
