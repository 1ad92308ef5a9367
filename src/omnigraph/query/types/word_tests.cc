// Membership and string tests: in, contains, starts_with, ends_with, matches.
#include <utility>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/spelling.h"

namespace omnigraph::query::types {
namespace {

bool is_string_or_null(const ValueType& type) {
  return type.is_scalar(ValueKind::kString) || type.is_scalar(ValueKind::kNull);
}

// A pattern that is written in the text must be one.
bool check_pattern_literal(Context& context, const Expr& argument) {
  const auto* constant = std::get_if<Constant>(&argument.node);
  const auto* pattern =
      constant == nullptr ? nullptr : std::get_if<std::string>(&constant->value.data);
  if (pattern == nullptr) {
    return true;
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 compiled(*pattern, options);
  if (compiled.ok()) {
    return true;
  }
  context.findings.error(
      codes::kBadPattern, argument.span, format("invalid pattern: {}", compiled.error()));
  return false;
}

ExprPtr build_string_test(
    Context& context, ast::WordOp op, ExprPtr text, ExprPtr argument, SourceSpan span) {
  for (const ExprPtr& side : {text, argument}) {
    if (!is_string_or_null(side->type)) {
      context.findings.error(
          codes::kIncompatibleTypes,
          span,
          format("{} requires Strings, this is {}", spelling(op), to_string(side->type)));
      return nullptr;
    }
  }
  if (op == ast::WordOp::kMatches && !check_pattern_literal(context, *argument)) {
    return nullptr;
  }
  text = typed_null(text, ValueKind::kString);
  argument = typed_null(argument, ValueKind::kString);
  const bool nullable = text->type.nullable || argument->type.nullable;
  return make_expr(scalar_type(ValueKind::kBool, nullable),
                   span,
                   StringTestExpr{op, std::move(text), std::move(argument)});
}

ExprPtr build_membership(Context& context, ExprPtr needle, ExprPtr list, SourceSpan span) {
  if (!make_member_comparable(context, needle, list, span)) {
    return nullptr;
  }
  const bool nullable = needle->type.nullable || list->type.nullable;
  return make_expr(
      scalar_type(ValueKind::kBool, nullable), span, InExpr{std::move(needle), std::move(list)});
}

ExprPtr build_contains(Context& context, ExprPtr left, ExprPtr right, SourceSpan span) {
  if (left->type.list) {
    if (right->type.list) {
      context.findings.error(
          codes::kIncompatibleTypes,
          span,
          "contains requires a scalar right operand when the left one is a list");
      return nullptr;
    }
    return build_membership(context, std::move(right), std::move(left), span);
  }
  if (!is_string_or_null(left->type)) {
    context.findings.error(
        codes::kIncompatibleTypes,
        span,
        format("contains requires a list property or a String on the left, this is {}",
               to_string(left->type)));
    return nullptr;
  }
  return build_string_test(
      context, ast::WordOp::kContains, std::move(left), std::move(right), span);
}

ExprPtr negated_if(bool negated, ExprPtr expr) {
  if (!expr || !negated) {
    return expr;
  }
  const ValueType type = expr->type;
  const SourceSpan span = expr->span;
  return make_expr(type, span, NotExpr{std::move(expr)});
}

}  // namespace

ExprPtr check_word_test(Context& context,
                        const ExprPlace& place,
                        const ast::WordTest& node,
                        SourceSpan span) {
  ExprPtr left = check_expr(context, place, *node.left);
  ExprPtr right = check_expr(context, place, *node.right);
  if (!left || !right) {
    return nullptr;
  }
  return negated_if(node.negated,
                    build_word_test(context, node.op, std::move(left), std::move(right), span));
}

ExprPtr build_word_test(
    Context& context, ast::WordOp op, ExprPtr left, ExprPtr right, SourceSpan span) {
  if (op == ast::WordOp::kContains) {
    return build_contains(context, std::move(left), std::move(right), span);
  }
  if (op != ast::WordOp::kIn) {
    return build_string_test(context, op, std::move(left), std::move(right), span);
  }
  if (!right->type.list) {
    Diagnostic& diagnostic = context.findings.error(
        codes::kIncompatibleTypes,
        span,
        format("in requires a list on the right, this is {}", to_string(right->type)));
    if (right->type.kind == ValueKind::kString) {
      diagnostic.fix = "use `contains` for a part of a text";
    }
    return nullptr;
  }
  return build_membership(context, std::move(left), std::move(right), span);
}

}  // namespace omnigraph::query::types
