#include "omnigraph/exec/expressions/evaluator.h"

#include "omnigraph/exec/expressions/evaluation.h"

namespace omnigraph::exec {

namespace {

bool has_column(const query::ValueType& type) {
  switch (type.kind) {
    case query::ValueKind::kNode:
    case query::ValueKind::kEdge:
    case query::ValueKind::kPath:
    case query::ValueKind::kObject:
      return false;
    default:
      return true;
  }
}

}  // namespace

struct Evaluator::State {
  Evaluation evaluation;
};

Evaluator::Evaluator(ExecContext& context, BlockRunner* blocks)
    : state_(new State{Evaluation(context, blocks)}) {}

Evaluator::~Evaluator() = default;

Result<columnar::ArrayPtr> Evaluator::evaluate(const query::Expr& expr,
                                               const RowBatch& batch,
                                               const GroupedColumns* grouped) {
  if (batch.row_count == 0 && has_column(expr.type)) {
    return columnar::make_nulls(query::column_type(expr.type), 0);
  }
  Frame frame(batch, grouped);
  OG_ASSIGN_OR_RETURN(const Column column, state_->evaluation.eval(expr, frame));
  return expand(column, batch.row_count, state_->evaluation.limit_bytes());
}

Result<std::vector<uint32_t>> Evaluator::select(const query::Expr& condition,
                                                const RowBatch& batch,
                                                const GroupedColumns* grouped) {
  if (batch.row_count == 0) {
    return std::vector<uint32_t>();
  }
  Frame frame(batch, grouped);
  OG_ASSIGN_OR_RETURN(const Column column, state_->evaluation.eval(condition, frame));
  return true_rows(column, batch.row_count);
}

}  // namespace omnigraph::exec
