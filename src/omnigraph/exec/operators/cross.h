// Cross: each row with each row of a side pattern that shares no variable with it. The side is
// matched once, when its rows are first needed, and held.
#pragma once

#include <memory>
#include <optional>

#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/pipeline.h"
#include "omnigraph/exec/operators/row_store.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/plan/pattern_plan.h"

namespace omnigraph::exec {

class Cross final : public Transform {
 public:
  static Result<std::unique_ptr<Transform>> make(PatternScope& scope,
                                                 const CrossStep& step,
                                                 const std::vector<query::VarId>& keep);

  Result<Flow> process(RowBatch batch, Sink& next) override;

 private:
  Cross(PatternScope& scope, const CrossStep& step, const std::vector<query::VarId>& keep);
  Status match_side();
  // Pushes the pairs of rows and empties both lists.
  Result<Flow> push(const RowBatch& batch,
                    std::vector<uint32_t>* left,
                    std::vector<uint32_t>* right,
                    Sink& next);

  PatternScope& scope_;
  // The side has no outer rows, so none of them is settled.
  PatternScope side_scope_;
  std::vector<query::VarId> keep_;
  std::shared_ptr<const PatternPlan> side_plan_;
  std::optional<Pipeline> side_;
  std::vector<query::VarId> side_variables_;
  std::unique_ptr<RowStore> rows_;  // null until matched
};

}  // namespace omnigraph::exec
