// Which expressions can raise an error while they are evaluated (language specification, 6.4).
#include "omnigraph/query/types/checked_query.h"
#include "omnigraph/query/types/expr_walk.h"
#include "omnigraph/query/types/functions.h"

namespace omnigraph::query {
namespace {

bool pattern_can_raise(const Pattern& pattern) {
  for (const ExprPtr& filter : pattern.filters) {
    if (can_raise(*filter)) {
      return true;
    }
  }
  return false;
}

bool node_can_raise(const Expr& expr) {
  if (const auto* negate = std::get_if<NegateExpr>(&expr.node)) {
    return !is_float(negate->operand->type.kind);
  }
  if (std::holds_alternative<ArithmeticExpr>(expr.node)) {
    return expr.type.kind != ValueKind::kString;
  }
  if (const auto* test = std::get_if<StringTestExpr>(&expr.node)) {
    // A pattern in the text has been checked; others may turn out to be invalid.
    return test->op == ast::WordOp::kMatches &&
           !std::holds_alternative<Constant>(test->argument->node);
  }
  if (const auto* call = std::get_if<FunctionExpr>(&expr.node)) {
    const FunctionInfo* function = find_function(call->name);
    return function == nullptr || function->can_raise;
  }
  if (const auto* exists = std::get_if<ExistsExpr>(&expr.node)) {
    return pattern_can_raise(*exists->pattern);
  }
  if (const auto* block = std::get_if<AggregateBlockExpr>(&expr.node)) {
    return block->kind == ast::AggregateKind::kSumInt || pattern_can_raise(*block->pattern) ||
           (block->argument && can_raise(*block->argument));
  }
  return false;
}

}  // namespace

bool can_raise(const Expr& expr) {
  if (node_can_raise(expr)) {
    return true;
  }
  bool any = false;
  for_each_operand(expr, [&](const ExprPtr& operand) { any = any || can_raise(*operand); });
  return any;
}

}  // namespace omnigraph::query
