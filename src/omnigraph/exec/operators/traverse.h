// Traverse: several hops from a bound end of an edge, by shortest distance; the nodes found come in
// breadth-first order. Between two bound ends it is a test.
#pragma once

#include <memory>

#include "omnigraph/exec/operators/hop_search.h"
#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/row_gather.h"
#include "omnigraph/exec/plan/pattern_plan.h"

namespace omnigraph::exec {

class Traverse final : public Transform {
 public:
  static Result<std::unique_ptr<Transform>> make(PatternScope& scope,
                                                 const TraverseStep& step,
                                                 const std::vector<query::VarId>& keep);

  Result<Flow> process(RowBatch batch, Sink& next) override;

 private:
  Traverse(PatternScope& scope, const TraverseStep& step, RowGather gather, HopSearch search);

  // All nodes that the row's start leads to.
  Result<Flow> expand_row(const RowBatch& batch, uint32_t row, Sink& next);
  // Rows [row, end) have one start: keeps those whose end it leads to.
  Result<Flow> test_rows(const RowBatch& batch, uint32_t row, uint32_t end, Sink& next);
  uint16_t search_type(const query::VariableInfo& variable,
                       const EntityColumn& column,
                       uint32_t row) const;

  PatternScope& scope_;
  query::VarId start_;
  query::VarId end_;
  bool into_;
  RowGather gather_;
  HopSearch search_;
  // Per type of the search: index into the end variable's types + 1; 0 = it cannot end there.
  std::vector<uint16_t> end_type_;
};

}  // namespace omnigraph::exec
