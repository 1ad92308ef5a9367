// case when … then … else … end.
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/expressions.h"

namespace omnigraph::query::types {
namespace {

// The condition of a branch: a Bool, or a value to compare the subject with.
ExprPtr check_when(Context& context,
                   const ExprPlace& place,
                   const ExprPtr& subject,
                   bool has_subject,
                   const ast::Expr& when) {
  if (!has_subject) {
    return check_condition(context, place, when);
  }
  ExprPtr value = check_expr(context, place, when);
  if (!value || !subject) {
    return nullptr;
  }
  if (is_null_literal(*value) || is_null_literal(*subject)) {
    context.findings
        .error(codes::kNullComparison, when.span, "a comparison with null is never true")
        .fix = "use the form without a subject: `case when … is null then …`";
    return nullptr;
  }
  // Places in messages: the subject stands elsewhere, so the branch's own value is what is shown.
  ExprPtr left = make_expr(subject->type, when.span, subject->node);
  return build_comparison(context, ast::CompareOp::kEqual, std::move(left), std::move(value));
}

bool can_be_result(Context& context, const Expr& expr) {
  if (!expr.type.is_entity()) {
    return true;
  }
  context.findings.unsupported(expr.span, "a node or edge as the value of `case`");
  return false;
}

}  // namespace

ExprPtr check_case(Context& context,
                   const ExprPlace& place,
                   const ast::Case& node,
                   SourceSpan span) {
  const bool has_subject = node.subject != nullptr;
  const size_t spent = context.spent;
  const ExprPtr subject = has_subject ? check_expr(context, place, *node.subject) : nullptr;
  // The subject stands in the comparison of each branch.
  if (!context.spend((context.spent - spent) * node.branches.size(), span)) {
    return nullptr;
  }
  std::vector<ExprPtr> conditions;
  std::vector<ExprPtr> results;
  bool sound = !has_subject || subject;
  for (const ast::CaseBranch& branch : node.branches) {
    conditions.push_back(check_when(context, place, subject, has_subject, *branch.when));
    results.push_back(check_expr(context, place, *branch.then));
    sound = conditions.back() && results.back() && sound;
  }
  if (node.otherwise) {
    results.push_back(check_expr(context, place, *node.otherwise));
    sound = results.back() && sound;
  }
  for (const ExprPtr& result : results) {
    sound = sound && can_be_result(context, *result);
  }
  if (!sound) {
    return nullptr;
  }
  std::optional<ValueType> type = unify(results);
  if (!type) {
    context.findings.error(
        codes::kIncompatibleTypes, span, "the branches of `case` have different types");
    return nullptr;
  }
  type->nullable = type->nullable || !node.otherwise;
  CaseExpr result;
  for (size_t i = 0; i < conditions.size(); ++i) {
    result.branches.emplace_back(conditions[i], results[i]);
  }
  result.otherwise = node.otherwise ? results.back() : nullptr;
  return make_expr(std::move(*type), span, std::move(result));
}

}  // namespace omnigraph::query::types
