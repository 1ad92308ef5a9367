// Filter: keeps the rows for which a condition is true (not false, not null).
#pragma once

#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/row_gather.h"
#include "omnigraph/exec/operators/scope.h"

namespace omnigraph::exec {

class Filter final : public Transform {
 public:
  Filter(PatternScope& scope, query::ExprPtr condition, std::vector<query::VarId> keep)
      : scope_(scope), condition_(std::move(condition)), keep_(std::move(keep)) {}

  Result<Flow> process(RowBatch batch, Sink& next) override {
    OG_RETURN_IF_ERROR(scope_.run.context.cancel.check());
    OG_ASSIGN_OR_RETURN(const auto rows, scope_.evaluator.select(*condition_, batch));
    if (rows.empty()) {
      return Flow::kMore;
    }
    if (rows.size() == batch.row_count) {
      return next.consume(std::move(batch));
    }
    RowBatch kept;
    gather_variables(batch, rows, keep_, &kept);
    return next.consume(std::move(kept));
  }

 private:
  PatternScope& scope_;
  query::ExprPtr condition_;
  std::vector<query::VarId> keep_;
};

}  // namespace omnigraph::exec
