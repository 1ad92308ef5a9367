// Operators: Boolean, comparison, membership, string tests, arithmetic; and case.
#include <utility>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/convert.h"
#include "omnigraph/query/types/expressions.h"

namespace omnigraph::query::types {
namespace {

bool is_number_or_null(const ValueType& type) {
  return !type.list && (is_numeric(type.kind) || type.kind == ValueKind::kNull);
}

// ---- Comparison
// -----------------------------------------------------------------------------------

bool is_ordered(ast::CompareOp op) {
  return op != ast::CompareOp::kEqual && op != ast::CompareOp::kNotEqual;
}

bool is_upward(ast::CompareOp op) {
  return op == ast::CompareOp::kLess || op == ast::CompareOp::kLessEqual;
}

bool is_downward(ast::CompareOp op) {
  return op == ast::CompareOp::kGreater || op == ast::CompareOp::kGreaterEqual;
}

// Chains run in one direction: < <= = or > >= =.
bool check_chain(Context& context, const ast::Comparison& node, SourceSpan span) {
  bool up = false;
  bool down = false;
  bool unequal = false;
  for (const ast::CompareOp op : node.ops) {
    up = up || is_upward(op);
    down = down || is_downward(op);
    unequal = unequal || op == ast::CompareOp::kNotEqual;
  }
  if (node.ops.size() < 2 || (!(up && down) && !unequal)) {
    return true;
  }
  context.findings
      .error(codes::kBadChain,
             span,
             "a chain of comparisons uses either `<`, `<=`, `=` or `>`, `>=`, `=`")
      .fix = "join the comparisons with `and`";
  return false;
}

// `$p.x = null` (T103). `left` and `right` are what stands on the two sides.
void report_null_comparison(Context& context,
                            ast::CompareOp op,
                            const Expr& left,
                            const Expr& right) {
  const SourceSpan span{left.span.begin, right.span.end};
  Diagnostic& diagnostic =
      context.findings.error(codes::kNullComparison, span, "a comparison with null is never true");
  if (is_ordered(op)) {
    return;
  }
  const char* test = op == ast::CompareOp::kEqual ? "is null" : "is not null";
  diagnostic.fix = format("write `{}`", test);
  if (is_null_literal(right)) {
    diagnostic.edits = {TextEdit{SourceSpan{left.span.end, right.span.end}, format(" {}", test)}};
  } else {
    diagnostic.edits = {
        TextEdit{span, std::string(context.findings.text(right.span)) + " " + test}};
  }
  diagnostic.applicability = Applicability::kMachineApplicable;
}

ExprPtr build_comparison(Context& context, ast::CompareOp op, ExprPtr left, ExprPtr right) {
  if (is_null_literal(*left) || is_null_literal(*right)) {
    report_null_comparison(context, op, *left, *right);
    return nullptr;
  }
  const SourceSpan span{left->span.begin, right->span.end};
  if (!make_comparable(context, left, right, is_ordered(op), span)) {
    return nullptr;
  }
  const bool nullable = left->type.nullable || right->type.nullable;
  return make_expr(scalar_type(ValueKind::kBool, nullable),
                   span,
                   CompareExpr{op, std::move(left), std::move(right)});
}

template <typename Node>
ExprPtr build_logical(ExprPtr left, ExprPtr right, SourceSpan span) {
  const bool nullable = left->type.nullable || right->type.nullable;
  return make_expr(
      scalar_type(ValueKind::kBool, nullable), span, Node{std::move(left), std::move(right)});
}

// ---- Arithmetic
// -----------------------------------------------------------------------------------

ExprPtr check_arithmetic(
    Context& context, ast::BinaryOp op, ExprPtr left, ExprPtr right, SourceSpan span) {
  const bool nullable = left->type.nullable || right->type.nullable;
  if (op == ast::BinaryOp::kAdd && left->type.is_scalar(ValueKind::kString) &&
      right->type.is_scalar(ValueKind::kString)) {
    return make_expr(scalar_type(ValueKind::kString, nullable),
                     span,
                     ArithmeticExpr{op, std::move(left), std::move(right)});
  }
  const bool whole = op == ast::BinaryOp::kModulo;
  for (const ExprPtr& side : {left, right}) {
    if (!is_number_or_null(side->type) || (whole && is_float(side->type.kind))) {
      context.findings.error(codes::kArithmetic,
                             side->span,
                             format("arithmetic needs {}, this is {}",
                                    whole ? "integers here" : "numbers",
                                    to_string(side->type)));
      return nullptr;
    }
  }
  const ValueKind kind =
      op == ast::BinaryOp::kDivide ? ValueKind::kF64 : arithmetic_kind(*left, *right);
  left = typed_null(left, kind);
  right = typed_null(right, kind);
  return make_expr(
      scalar_type(kind, nullable), span, ArithmeticExpr{op, std::move(left), std::move(right)});
}

ExprPtr check_negation(Context& context, ExprPtr operand, SourceSpan span) {
  if (!is_number_or_null(operand->type)) {
    context.findings.error(codes::kArithmetic,
                           operand->span,
                           format("`-` needs a number, this is {}", to_string(operand->type)));
    return nullptr;
  }
  const ValueKind kind = is_float(operand->type.kind) ? ValueKind::kF64 : ValueKind::kI64;
  if (const auto* constant = std::get_if<Constant>(&operand->node)) {
    ValueKind folded = operand->type.kind;
    if (std::optional<Value> value = negate(constant->value, &folded)) {
      return make_expr(scalar_type(folded), span, Constant{std::move(*value)});
    }
  }
  operand = typed_null(operand, kind);
  const bool nullable = operand->type.nullable;
  return make_expr(scalar_type(kind, nullable), span, NegateExpr{std::move(operand)});
}

// ---- Word tests
// -----------------------------------------------------------------------------------

const char* word_name(ast::WordOp op) {
  switch (op) {
    case ast::WordOp::kIn:
      return "in";
    case ast::WordOp::kContains:
      return "contains";
    case ast::WordOp::kStartsWith:
      return "starts_with";
    case ast::WordOp::kEndsWith:
      return "ends_with";
    case ast::WordOp::kMatches:
      return "matches";
  }
  return "?";
}

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
          format("{} requires Strings, this is {}", word_name(op), to_string(side->type)));
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

// ---- case
// -----------------------------------------------------------------------------------------

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

ExprPtr check_unary(Context& context,
                    const ExprPlace& place,
                    const ast::Unary& node,
                    SourceSpan span) {
  ExprPtr operand = check_expr(context, place, *node.operand);
  if (!operand) {
    return nullptr;
  }
  if (node.op == ast::UnaryOp::kNegate) {
    return check_negation(context, std::move(operand), span);
  }
  if (!require_bool(context, operand)) {
    return nullptr;
  }
  operand = typed_null(operand, ValueKind::kBool);
  const bool nullable = operand->type.nullable;
  return make_expr(scalar_type(ValueKind::kBool, nullable), span, NotExpr{std::move(operand)});
}

ExprPtr check_binary(Context& context,
                     const ExprPlace& place,
                     const ast::Binary& node,
                     SourceSpan span) {
  ExprPtr left = check_expr(context, place, *node.left);
  ExprPtr right = check_expr(context, place, *node.right);
  const bool logical = node.op == ast::BinaryOp::kAnd || node.op == ast::BinaryOp::kOr;
  if (logical) {
    const bool left_sound = require_bool(context, left);
    if (!require_bool(context, right) || !left_sound) {
      return nullptr;
    }
    left = typed_null(left, ValueKind::kBool);
    right = typed_null(right, ValueKind::kBool);
    return node.op == ast::BinaryOp::kAnd
               ? build_logical<AndExpr>(std::move(left), std::move(right), span)
               : build_logical<OrExpr>(std::move(left), std::move(right), span);
  }
  if (!left || !right) {
    return nullptr;
  }
  return check_arithmetic(context, node.op, std::move(left), std::move(right), span);
}

ExprPtr check_comparison(Context& context,
                         const ExprPlace& place,
                         const ast::Comparison& node,
                         SourceSpan span) {
  std::vector<ExprPtr> operands;
  operands.push_back(check_expr(context, place, *node.first));
  for (size_t i = 0; i < node.rest.size(); ++i) {
    const size_t spent = context.spent;
    operands.push_back(check_expr(context, place, *node.rest[i]));
    // In a chain the operands between two operators stand in two comparisons.
    if (i + 1 < node.rest.size() && !context.spend(context.spent - spent, span)) {
      return nullptr;
    }
  }
  if (!check_chain(context, node, span)) {
    return nullptr;
  }
  ExprPtr all;
  bool sound = true;
  for (size_t i = 0; i < node.ops.size(); ++i) {
    if (!operands[i] || !operands[i + 1]) {
      sound = false;
      continue;
    }
    ExprPtr one = build_comparison(context, node.ops[i], operands[i], operands[i + 1]);
    sound = sound && one;
    if (sound) {
      all = all ? build_logical<AndExpr>(std::move(all), std::move(one), span) : std::move(one);
    }
  }
  return sound ? all : nullptr;
}

ExprPtr check_is_null(Context& context,
                      const ExprPlace& place,
                      const ast::IsNull& node,
                      SourceSpan span) {
  ExprPtr operand = check_expr(context, place, *node.operand);
  if (!operand) {
    return nullptr;
  }
  if (operand->type.kind == ValueKind::kBlob) {
    context.findings.error(
        codes::kIncompatibleTypes,
        span,
        "a Blob cannot be tested: list, vector and Blob values cannot be compared");
    return nullptr;
  }
  return make_expr(
      scalar_type(ValueKind::kBool), span, IsNullExpr{std::move(operand), node.negated});
}

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
