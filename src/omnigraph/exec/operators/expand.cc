#include "omnigraph/exec/operators/expand.h"

#include <algorithm>
#include <utility>

namespace omnigraph::exec {

using columnar::kNullRow;
using query::VarId;

RowGather make_gather(PatternScope& scope,
                      const std::vector<VarId>& keep,
                      std::optional<VarId> node,
                      std::optional<VarId> edge) {
  const auto target = [&](std::optional<VarId> v) -> std::optional<RowGather::Target> {
    if (!v || std::find(keep.begin(), keep.end(), *v) == keep.end()) {
      return std::nullopt;
    }
    return RowGather::Target{*v, scope.run.variable(*v).types.size() > 1};
  };
  return RowGather(scope, keep, target(node), target(edge));
}

Result<std::unique_ptr<Transform>> Expand::make(PatternScope& scope,
                                                const ExpandStep& step,
                                                const std::vector<VarId>& keep) {
  const query::PatternEdge& edge = *step.edge;
  const VarId start = step.reverse ? edge.to : edge.from;
  const VarId end = step.reverse ? edge.from : edge.to;
  HopRequest request{
      edge, step.reverse, scope.run.variable(start).types, scope.run.variable(end).types};
  if (edge.edge_variable) {
    request.edge_types = &scope.run.variable(*edge.edge_variable).types;
  }
  OG_ASSIGN_OR_RETURN(HopTable hops,
                      HopTable::make(scope.run.context, scope.run.topologies, request));
  return std::unique_ptr<Transform>(
      new Expand(scope, step, make_gather(scope, keep, end, edge.edge_variable), std::move(hops)));
}

Expand::Expand(PatternScope& scope, const ExpandStep& step, RowGather gather, HopTable hops)
    : scope_(scope),
      start_(step.reverse ? step.edge->to : step.edge->from),
      edge_rows_(step.edge->edge_variable.has_value()),
      first_only_(step.first_only),
      gather_(std::move(gather)),
      hops_(std::move(hops)) {
  if (!edge_rows_ && std::count(hops_.repeats.begin(), hops_.repeats.end(), 1) != 0) {
    for (const size_t count : hops_.end_counts) {
      seen_.emplace_back(count);
    }
    seen_list_.resize(seen_.size());
  }
}

Result<Flow> Expand::process(RowBatch batch, Sink& next) {
  constexpr size_t kAhead = 8;  // rows between prefetching a node's offsets and using them
  const EntityColumn& start = batch.variables[start_];
  gather_.begin(batch);
  for (uint32_t row = 0; row < batch.row_count; ++row) {
    if (row + kAhead < batch.row_count && start.positions[row + kAhead] != kNullRow &&
        hops_.by_start.size() == 1 && !hops_.by_start[0].empty()) {
      hops_.by_start[0][0].forward->prefetch(start.positions[row + kAhead]);
    }
    if (start.positions[row] == kNullRow || scope_.is_settled(batch, row)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const Flow flow, expand_row(batch, row, next));
    if (flow == Flow::kEnough) {
      return flow;
    }
  }
  return gather_.flush(next);
}

Result<Flow> Expand::expand_row(const RowBatch& batch, uint32_t row, Sink& next) {
  const EntityColumn& start = batch.variables[start_];
  const size_t type = start.type_index.empty() ? 0 : start.type_index[row];
  const std::vector<Hop>& hops = hops_.by_start[type];
  if (hops.size() == 1 && !edge_rows_ && !first_only_ && hops_.repeats[type] == 0) {
    return append_list(batch, row, hops[0], next);
  }
  Result<Flow> flow = append_each(batch, row, static_cast<uint32_t>(type), next);
  for (size_t e = 0; e < seen_.size(); ++e) {
    seen_[e].clear(seen_list_[e]);
    seen_list_[e].clear();
  }
  return flow;
}

Result<Flow> Expand::append_list(const RowBatch& batch, uint32_t row, const Hop& hop, Sink& next) {
  const Neighbours list = hop.forward->of(batch.variables[start_].positions[row]);
  for (size_t done = 0; done < list.count;) {
    if (gather_.room() == 0) {
      OG_ASSIGN_OR_RETURN(const Flow flow, gather_.flush(next));
      if (flow == Flow::kEnough) {
        return flow;
      }
      if (scope_.is_settled(batch, row)) {
        return Flow::kMore;
      }
    }
    const size_t count = std::min<size_t>(gather_.room(), list.count - done);
    gather_.append_nodes(row, hop.to_type, list.nodes + done, count);
    done += count;
  }
  return Flow::kMore;
}

Result<Flow> Expand::append_each(const RowBatch& batch,
                                 uint32_t row,
                                 uint32_t start_type,
                                 Sink& next) {
  const uint32_t start = batch.variables[start_].positions[row];
  for (const Hop& hop : hops_.by_start[start_type]) {
    const Neighbours list = hop.forward->of(start);
    for (uint32_t i = 0; i < list.count; ++i) {
      const uint32_t node = list.nodes[i];
      if (hop.skip_self && node == start) {
        continue;
      }
      if (!seen_.empty()) {
        if (!seen_[hop.to_type].insert(node)) {
          continue;
        }
        seen_list_[hop.to_type].push_back(node);
      }
      if (gather_.room() == 0) {
        OG_ASSIGN_OR_RETURN(const Flow flow, gather_.flush(next));
        if (flow == Flow::kEnough) {
          return flow;
        }
        if (scope_.is_settled(batch, row)) {
          return Flow::kMore;
        }
      }
      gather_.append(row, hop.to_type, node, hop.edge_type, list.edges[i]);
      if (first_only_) {
        return Flow::kMore;
      }
    }
  }
  return Flow::kMore;
}

}  // namespace omnigraph::exec
