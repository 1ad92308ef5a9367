#include "omnigraph/query/types/expressions.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/overload.h"

namespace omnigraph::query::types {
namespace {

ExprPtr dispatch(Context& context, const ExprPlace& place, const ast::Expr& expr) {
  const SourceSpan span = expr.span;
  return std::visit(
      Overload{
          [&](const ast::Literal& node) { return check_literal(context, node, span); },
          [&](const ast::ListLiteral& node) { return check_list(context, place, node, span); },
          [&](const ast::Variable& node) { return check_variable(context, place, node, span); },
          [&](const ast::Member& node) { return check_member(context, place, node, span); },
          [&](const ast::Meta& node) { return check_meta(context, place, node, span); },
          [&](const ast::BareName& node) { return check_bare_name(context, place, node, span); },
          [&](const ast::Unary& node) { return check_unary(context, place, node, span); },
          [&](const ast::Binary& node) { return check_binary(context, place, node, span); },
          [&](const ast::Comparison& node) { return check_comparison(context, place, node, span); },
          [&](const ast::IsNull& node) { return check_is_null(context, place, node, span); },
          [&](const ast::WordTest& node) { return check_word_test(context, place, node, span); },
          [&](const ast::Case& node) { return check_case(context, place, node, span); },
          [&](const ast::Exists& node) { return check_exists(context, place, node, span); },
          [&](const ast::Aggregate& node) { return check_aggregate(context, place, node, span); },
          [&](const ast::Call& node) { return check_call(context, place, node, span); },
      },
      expr.node);
}

}  // namespace

ExprPtr check_expr(Context& context, const ExprPlace& place, const ast::Expr& expr) {
  if (!context.spend(1, expr.span)) {
    return nullptr;
  }
  if (context.depth >= Context::kDepthLimit) {
    context.findings.unsupported(expr.span, "nesting as deep as this");
    return nullptr;
  }
  ++context.depth;
  ExprPtr checked = dispatch(context, place, expr);
  --context.depth;
  return checked;
}

bool require_bool(Context& context, const ExprPtr& expr) {
  if (!expr) {
    return false;
  }
  if (expr->type.is_scalar(ValueKind::kBool) || is_null_literal(*expr)) {
    return true;
  }
  context.findings.error(codes::kNotBool,
                         expr->span,
                         format("a condition must be a Bool, this is {}", to_string(expr->type)));
  return false;
}

ExprPtr check_condition(Context& context, const ExprPlace& place, const ast::Expr& expr) {
  ExprPtr condition = check_expr(context, place, expr);
  return require_bool(context, condition) ? typed_null(condition, ValueKind::kBool) : nullptr;
}

void add_conjuncts(const ExprPtr& condition, std::vector<ExprPtr>& filters) {
  const auto* both = std::get_if<AndExpr>(&condition->node);
  if (both != nullptr && !can_raise(*condition)) {
    add_conjuncts(both->left, filters);
    add_conjuncts(both->right, filters);
    return;
  }
  filters.push_back(condition);
}

}  // namespace omnigraph::query::types
