// Expand: one hop from a bound end of an edge to the other end. Without an edge variable a node
// gives each neighbour once, with one a row per edge, in adjacency order either way.
#pragma once

#include <memory>

#include "omnigraph/exec/operators/hop_table.h"
#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/position_set.h"
#include "omnigraph/exec/operators/row_gather.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/plan/pattern_plan.h"

namespace omnigraph::exec {

// The node and edge variables of a step that its consumers want, as columns to fill.
RowGather make_gather(PatternScope& scope,
                      const std::vector<query::VarId>& keep,
                      std::optional<query::VarId> node,
                      std::optional<query::VarId> edge);

class Expand final : public Transform {
 public:
  static Result<std::unique_ptr<Transform>> make(PatternScope& scope,
                                                 const ExpandStep& step,
                                                 const std::vector<query::VarId>& keep);

  Result<Flow> process(RowBatch batch, Sink& next) override;

 private:
  Expand(PatternScope& scope, const ExpandStep& step, RowGather gather, HopTable hops);

  // The rows that one row gives.
  Result<Flow> expand_row(const RowBatch& batch, uint32_t row, Sink& next);
  Result<Flow> append_list(const RowBatch& batch, uint32_t row, const Hop& hop, Sink& next);
  Result<Flow> append_each(const RowBatch& batch, uint32_t row, uint32_t start, Sink& next);

  PatternScope& scope_;
  query::VarId start_;
  bool edge_rows_;  // one row per edge
  bool first_only_;
  RowGather gather_;
  HopTable hops_;
  std::vector<PositionSet> seen_;  // per end type; only while a row is expanded
  std::vector<std::vector<uint32_t>> seen_list_;
};

}  // namespace omnigraph::exec
