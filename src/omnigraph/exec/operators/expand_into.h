// ExpandInto: one hop between two bound ends: a test, or with an edge variable a row per edge.
#pragma once

#include <memory>

#include "omnigraph/exec/operators/expand.h"

namespace omnigraph::exec {

class ExpandInto final : public Transform {
 public:
  static Result<std::unique_ptr<Transform>> make(PatternScope& scope,
                                                 const ExpandStep& step,
                                                 const std::vector<query::VarId>& keep);

  Result<Flow> process(RowBatch batch, Sink& next) override;

 private:
  ExpandInto(PatternScope& scope, const ExpandStep& step, RowGather gather, HopTable hops);

  Result<Flow> join_row(const RowBatch& batch, uint32_t row, Sink& next);

  PatternScope& scope_;
  query::VarId start_;
  query::VarId end_;
  bool edge_rows_;
  RowGather gather_;
  HopTable hops_;
};

}  // namespace omnigraph::exec
