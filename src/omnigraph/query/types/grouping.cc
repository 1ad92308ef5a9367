#include "omnigraph/query/types/grouping.h"

#include "omnigraph/query/types/expr_walk.h"

namespace omnigraph::query::types {
namespace {

// Whether the node itself, not its operands, depends on a variable.
bool uses_variable_itself(const Expr& expr) {
  if (const auto* exists = std::get_if<ExistsExpr>(&expr.node)) {
    return !exists->pattern->outer.empty();
  }
  if (const auto* block = std::get_if<AggregateBlockExpr>(&expr.node)) {
    return !block->pattern->outer.empty();
  }
  return std::holds_alternative<VariableRef>(expr.node) ||
         std::holds_alternative<PropertyRef>(expr.node) ||
         std::holds_alternative<MetaRef>(expr.node);
}

}  // namespace

ExprPtr above_grouping(const ExprPtr& expr, const std::vector<ExprPtr>& keys, ExprPtr* leftover) {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (same_expr(*expr, *keys[i])) {
      return make_expr(expr->type, expr->span, GroupKeyRef{static_cast<uint32_t>(i)});
    }
  }
  if (uses_variable_itself(*expr)) {
    *leftover = expr;
    return expr;
  }
  return map_operands(
      expr, [&](const ExprPtr& operand) { return above_grouping(operand, keys, leftover); });
}

ExprPtr part_outside(const ExprPtr& expr, const std::vector<ExprPtr>& whole) {
  for (const ExprPtr& one : whole) {
    if (one && same_expr(*expr, *one)) {
      return nullptr;
    }
  }
  if (uses_variable_itself(*expr)) {
    return expr;
  }
  ExprPtr found;
  for_each_operand(*expr, [&](const ExprPtr& operand) {
    if (!found) {
      found = part_outside(operand, whole);
    }
  });
  return found;
}

bool is_orderable(const ValueType& type) {
  return type.kind != ValueKind::kVector && type.kind != ValueKind::kBlob &&
         type.kind != ValueKind::kPath && type.kind != ValueKind::kObject;
}

}  // namespace omnigraph::query::types
