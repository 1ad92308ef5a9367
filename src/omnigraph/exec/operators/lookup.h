// Lookup: extends rows by the entities whose ids an expression gives.
#pragma once

#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/row_gather.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/plan/pattern_plan.h"

namespace omnigraph::exec {

class Lookup final : public Transform {
 public:
  Lookup(PatternScope& scope, const LookupStep& step, std::vector<query::VarId> keep);

  // The ids of the whole batch are looked up at once. A list gives its entities once each, by type
  // and storage order.
  Result<Flow> process(RowBatch batch, Sink& next) override;

 private:
  PatternScope& scope_;
  const LookupStep& step_;
  RowGather gather_;
};

}  // namespace omnigraph::exec
