// Which expressions can raise an error while they are evaluated (language specification, 6.4).
#include <algorithm>

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

bool is_narrow(ValueKind integer) {
  return integer == ValueKind::kI32 || integer == ValueKind::kU32;
}

// True if some number of kind `from` is none of kind `to`: R102 when values are widened.
bool may_not_fit(ValueKind from, ValueKind to) {
  if (from == to || !is_integer(from) || !is_integer(to)) {
    return false;
  }
  if (is_unsigned(from) == is_unsigned(to)) {
    return is_narrow(to);
  }
  return is_unsigned(to) || !is_narrow(from) || is_narrow(to);
}

// Are the values of `expr` those of operands, widened to one kind that does not hold them all? That
// is so of a mixture of U64 and I64.
bool widening_can_raise(const Expr& expr) {
  const auto raises = [&](const ExprPtr& value) {
    return value != nullptr && may_not_fit(value->type.kind, expr.type.kind);
  };
  if (const auto* choice = std::get_if<CaseExpr>(&expr.node)) {
    return raises(choice->otherwise) ||
           std::any_of(choice->branches.begin(), choice->branches.end(), [&](const auto& branch) {
             return raises(branch.second);
           });
  }
  if (const auto* list = std::get_if<ListExpr>(&expr.node)) {
    return std::any_of(list->items.begin(), list->items.end(), raises);
  }
  if (const auto* call = std::get_if<FunctionExpr>(&expr.node)) {
    const FunctionInfo* function = find_function(call->name);
    return function != nullptr && function->result == ResultKind::kCommon &&
           std::any_of(call->arguments.begin(), call->arguments.end(), raises);
  }
  return false;
}

// Integer sums overflow (R102), sums and means of floats become infinite (R103).
bool aggregate_can_raise(const AggregateBlockExpr& block) {
  if (block.kind == ast::AggregateKind::kSum || block.kind == ast::AggregateKind::kAvg) {
    return block.argument && is_float(block.argument->type.kind);
  }
  return block.kind == ast::AggregateKind::kSumInt;
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
    return aggregate_can_raise(*block) || pattern_can_raise(*block->pattern) ||
           (block->argument && can_raise(*block->argument));
  }
  return false;
}

}  // namespace

bool can_raise(const Expr& expr) {
  if (node_can_raise(expr) || widening_can_raise(expr)) {
    return true;
  }
  bool any = false;
  for_each_operand(expr, [&](const ExprPtr& operand) { any = any || can_raise(*operand); });
  return any;
}

}  // namespace omnigraph::query
