#include "omnigraph/query/types/coerce.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/convert.h"

namespace omnigraph::query::types {
namespace {

bool is_time(ValueKind kind) {
  return kind == ValueKind::kDate || kind == ValueKind::kDateTime;
}

bool is_plain_scalar(const ValueType& type) {
  return !type.list &&
         (is_numeric(type.kind) || is_time(type.kind) || type.kind == ValueKind::kString ||
          type.kind == ValueKind::kBool || type.kind == ValueKind::kNull);
}

bool comparable_kinds(ValueKind a, ValueKind b) {
  return a == b || (is_numeric(a) && is_numeric(b)) || a == ValueKind::kNull ||
         b == ValueKind::kNull;
}

void report_mismatch(Context& context, const Expr& left, const Expr& right, SourceSpan span) {
  Diagnostic& diagnostic = context.findings.error(
      codes::kIncompatibleTypes,
      span,
      format("cannot compare {} with {}", to_string(left.type), to_string(right.type)));
  const auto either = [&](ValueKind kind) {
    return left.type.is_scalar(kind) || right.type.is_scalar(kind);
  };
  if (either(ValueKind::kDate) && either(ValueKind::kDateTime)) {
    diagnostic.fix = "convert one side with `to_date(…)` or `to_datetime(…)`";
  } else if (left.type.is_entity() != right.type.is_entity() && either(ValueKind::kString)) {
    diagnostic.fix = "compare the id: `$variable.@id`";
  }
}

// A text literal beside a Date or DateTime becomes one; a number beside F32 is rounded to it. False
// if the text is no date (reported).
bool adapt_literal(Context& context, ExprPtr& literal, const ValueType& other) {
  if (!is_constant(*literal) || literal->type.list || other.list) {
    return true;
  }
  const bool text_to_time = literal->type.kind == ValueKind::kString && is_time(other.kind);
  const bool number_to_float = is_numeric(literal->type.kind) && other.kind == ValueKind::kF32;
  if (!text_to_time && !number_to_float) {
    return true;
  }
  std::string why;
  if (ExprPtr converted = convert_constant(literal, scalar_type(other.kind), &why)) {
    literal = std::move(converted);
  } else if (text_to_time) {
    context.findings.error(codes::kWrongLiteral, literal->span, why);
    return false;
  }
  return true;  // a number too large for F32 stays as it is: it compares as it should
}

bool comparable_entities(const ValueType& left, const ValueType& right, bool ordered) {
  return left.is_entity() && right.is_entity() && left.kind == right.kind && !ordered;
}

}  // namespace

ValueType item_type(const ValueType& list) {
  ValueType item = list;
  item.list = false;
  item.nullable = true;
  return item;
}

bool counts_as_unsigned(const Expr& expr) {
  if (is_unsigned(expr.type.kind)) {
    return true;
  }
  const auto* constant = std::get_if<Constant>(&expr.node);
  const auto* value = constant == nullptr ? nullptr : std::get_if<int64_t>(&constant->value.data);
  return value != nullptr && is_integer(expr.type.kind) && *value >= 0;
}

ValueKind arithmetic_kind(const Expr& a, const Expr& b) {
  if (is_float(a.type.kind) || is_float(b.type.kind)) {
    return ValueKind::kF64;
  }
  const bool any = is_unsigned(a.type.kind) || is_unsigned(b.type.kind);
  return any && counts_as_unsigned(a) && counts_as_unsigned(b) ? ValueKind::kU64 : ValueKind::kI64;
}

bool make_comparable(
    Context& context, ExprPtr& left, ExprPtr& right, bool ordered, SourceSpan span) {
  if (comparable_entities(left->type, right->type, ordered)) {
    return true;
  }
  for (const ExprPtr& side : {left, right}) {
    const ValueType& type = side->type;
    if (type.list || type.kind == ValueKind::kVector || type.kind == ValueKind::kBlob) {
      context.findings.error(
          codes::kIncompatibleTypes,
          span,
          format(
              "{} values cannot be compared: list, vector and Blob comparisons are not supported",
              to_string(type)));
      return false;
    }
  }
  if (!adapt_literal(context, left, right->type) || !adapt_literal(context, right, left->type)) {
    return false;
  }
  if (is_plain_scalar(left->type) && is_plain_scalar(right->type) &&
      comparable_kinds(left->type.kind, right->type.kind)) {
    return true;
  }
  report_mismatch(context, *left, *right, span);
  return false;
}

bool make_member_comparable(Context& context, ExprPtr& needle, ExprPtr& list, SourceSpan span) {
  if (is_constant(*list) && list->type.kind == ValueKind::kNull && !needle->type.is_entity()) {
    // An empty list, or one of nulls: of the needle's kind.
    std::string why;
    ValueType want = scalar_type(needle->type.kind);
    want.list = true;
    const ExprPtr converted = convert_constant(list, want, &why);
    list = converted ? converted : list;
  }
  const ValueType item = item_type(list->type);
  needle = typed_null(needle, item.kind);
  if (!adapt_literal(context, needle, item)) {
    return false;
  }
  const bool adapts = (needle->type.kind == ValueKind::kF32 && is_numeric(item.kind)) ||
                      (is_time(needle->type.kind) && item.kind == ValueKind::kString);
  if (is_constant(*list) && adapts && !needle->type.list) {
    std::string why;
    ValueType want = item;
    want.kind = needle->type.kind;
    want.list = true;
    if (ExprPtr converted = convert_constant(list, want, &why)) {
      list = std::move(converted);
    } else if (is_time(needle->type.kind)) {
      context.findings.error(codes::kWrongLiteral, list->span, why);
      return false;
    }
  }
  if (comparable_entities(needle->type, item_type(list->type), false) ||
      (is_plain_scalar(needle->type) && is_plain_scalar(item_type(list->type)) &&
       comparable_kinds(needle->type.kind, list->type.kind))) {
    return true;
  }
  context.findings.error(
      codes::kIncompatibleTypes,
      span,
      format("cannot look for {} in {}", to_string(needle->type), to_string(list->type)));
  return false;
}

ExprPtr convert_constant(const ExprPtr& constant, const ValueType& want, std::string* why) {
  why->clear();
  const auto* node = std::get_if<Constant>(&constant->node);
  if (node == nullptr) {
    return nullptr;
  }
  std::optional<Value> value;
  const ValueType& have = constant->type;
  if (node->value.is_null()) {
    value = node->value;
  } else if (!want.list && want.kind == ValueKind::kVector) {
    if (have.list) {
      value = convert_to_vector(node->value, have.kind, want.dimension, why);
    }
  } else if (have.list != want.list) {
    return nullptr;
  } else if (want.list) {
    value = convert_list(node->value, have.kind, want.kind, why);
  } else {
    value = convert_scalar(node->value, have.kind, want.kind, why);
  }
  if (!value) {
    return nullptr;
  }
  ValueType type = want;
  type.nullable = value->is_null();
  type.enum_values.clear();
  return make_expr(std::move(type), constant->span, Constant{std::move(*value)});
}

}  // namespace omnigraph::query::types
