// Operators: Boolean, comparison, arithmetic, null tests.
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/convert.h"
#include "omnigraph/query/types/expressions.h"

namespace omnigraph::query::types {
namespace {

bool is_number_or_null(const ValueType& type) {
  return !type.list && (is_numeric(type.kind) || type.kind == ValueKind::kNull);
}

// ---- Comparison ----

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

template <typename Node>
ExprPtr build_logical(ExprPtr left, ExprPtr right, SourceSpan span) {
  const bool nullable = left->type.nullable || right->type.nullable;
  return make_expr(
      scalar_type(ValueKind::kBool, nullable), span, Node{std::move(left), std::move(right)});
}

// ---- Arithmetic ----

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

}  // namespace

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

}  // namespace omnigraph::query::types
