#include "omnigraph/exec/operators/cross.h"

#include <utility>

#include "omnigraph/exec/operators/row_gather.h"

namespace omnigraph::exec {
namespace {

class StoreSink final : public Sink {
 public:
  explicit StoreSink(RowStore& rows) : rows_(rows) {}
  Result<Flow> consume(RowBatch batch) override {
    OG_RETURN_IF_ERROR(rows_.append(batch));
    return Flow::kMore;
  }

 private:
  RowStore& rows_;
};

}  // namespace

Result<std::unique_ptr<Transform>> Cross::make(PatternScope& scope,
                                               const CrossStep& step,
                                               const std::vector<query::VarId>& keep) {
  auto cross = std::unique_ptr<Cross>(new Cross(scope, step, keep));
  OG_ASSIGN_OR_RETURN(Pipeline side, Pipeline::make(cross->side_scope_, *step.side));
  cross->side_ = std::move(side);
  return std::unique_ptr<Transform>(std::move(cross));
}

Cross::Cross(PatternScope& scope, const CrossStep& step, const std::vector<query::VarId>& keep)
    : scope_(scope),
      side_scope_{scope.run, scope.evaluator, {}},
      keep_(keep),
      side_plan_(step.side),
      side_variables_(step.side->steps.empty() ? std::vector<query::VarId>()
                                               : step.side->steps.back().keep) {}

Status Cross::match_side() {
  const size_t variable_count = scope_.run.context.query.variables.size();
  auto rows = std::make_unique<RowStore>(scope_.run.memory, variable_count, side_variables_);
  StoreSink sink(*rows);
  BatchSource unit = BatchSource::unit(variable_count);
  OG_RETURN_IF_ERROR(side_->run(unit, sink));
  rows_ = std::move(rows);
  return {};
}

Result<Flow> Cross::process(RowBatch batch, Sink& next) {
  if (rows_ == nullptr) {
    OG_RETURN_IF_ERROR(match_side());
  }
  const size_t limit = scope_.run.context.limits.batch_rows;
  std::vector<uint32_t> left;
  std::vector<uint32_t> right;
  for (uint32_t row = 0; row < batch.row_count; ++row) {
    for (uint32_t side_row = 0; side_row < rows_->size(); ++side_row) {
      if (left.size() >= limit) {
        OG_ASSIGN_OR_RETURN(const Flow flow, push(batch, &left, &right, next));
        if (flow == Flow::kEnough) {
          return flow;
        }
      }
      if (scope_.is_settled(batch, row)) {
        break;
      }
      left.push_back(row);
      right.push_back(side_row);
    }
  }
  return left.empty() ? Flow::kMore : push(batch, &left, &right, next);
}

Result<Flow> Cross::push(const RowBatch& batch,
                         std::vector<uint32_t>* left,
                         std::vector<uint32_t>* right,
                         Sink& next) {
  OG_RETURN_IF_ERROR(scope_.run.context.cancel.check());
  RowBatch out;
  gather_variables(batch, *left, keep_, &out);
  RowBatch side;
  gather_variables(rows_->rows(), *right, keep_, &side);
  for (size_t v = 0; v < side.variables.size(); ++v) {
    if (side.variables[v].bound) {
      out.variables[v] = std::move(side.variables[v]);
    }
  }
  left->clear();
  right->clear();
  return next.consume(std::move(out));
}

}  // namespace omnigraph::exec
