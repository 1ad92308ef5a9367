// Literals and lists.
#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/convert.h"
#include "omnigraph/query/types/expressions.h"

namespace omnigraph::query::types {
namespace {

ExprPtr constant(ValueKind kind, Value value, SourceSpan span) {
  const bool is_null = value.is_null();
  return make_expr(scalar_type(kind, is_null), span, Constant{std::move(value)});
}

ExprPtr time_literal(Context& context, ValueKind kind, const std::string& text, SourceSpan span) {
  std::string why;
  std::optional<Value> value = convert_scalar(Value{text}, ValueKind::kString, kind, &why);
  if (!value) {
    context.findings.error(codes::kWrongLiteral, span, why);
    return nullptr;
  }
  return constant(kind, std::move(*value), span);
}

// Whether values of the type can be items of a list.
bool is_item(Context& context, const Expr& item) {
  if (item.type.list) {
    context.findings.error(
        codes::kWrongLiteral, item.span, "nested list literals are not supported");
    return false;
  }
  if (item.type.is_entity()) {
    context.findings.unsupported(item.span, "a list of nodes or edges");
    return false;
  }
  if (item.type.kind == ValueKind::kVector || item.type.kind == ValueKind::kBlob ||
      item.type.kind == ValueKind::kPath || item.type.kind == ValueKind::kObject) {
    context.findings.error(codes::kWrongLiteral,
                           item.span,
                           format("a list cannot hold {} values", to_string(item.type)));
    return false;
  }
  return true;
}

// A list of constants is a constant.
ExprPtr build_list(std::vector<ExprPtr> items, ValueType type, SourceSpan span) {
  type.list = true;
  type.nullable = false;
  ValueList values;
  for (const ExprPtr& item : items) {
    const auto* node = std::get_if<Constant>(&item->node);
    if (node == nullptr) {
      return make_expr(std::move(type), span, ListExpr{std::move(items)});
    }
    values.push_back(node->value);
  }
  Value value{std::make_shared<const ValueList>(std::move(values))};
  return make_expr(std::move(type), span, Constant{std::move(value)});
}

}  // namespace

ExprPtr check_literal(Context& context, const ast::Literal& node, SourceSpan span) {
  switch (node.kind) {
    case ast::LiteralKind::kNull:
      return constant(ValueKind::kNull, Value{}, span);
    case ast::LiteralKind::kBool:
      return constant(ValueKind::kBool, Value{node.boolean}, span);
    case ast::LiteralKind::kInt:
      if (node.integer <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        return constant(ValueKind::kI64, Value{static_cast<int64_t>(node.integer)}, span);
      }
      return constant(ValueKind::kU64, Value{node.integer}, span);
    case ast::LiteralKind::kFloat:
      return constant(ValueKind::kF64, Value{node.real}, span);
    case ast::LiteralKind::kString:
      return constant(ValueKind::kString, Value{node.text}, span);
    case ast::LiteralKind::kDate:
      return time_literal(context, ValueKind::kDate, node.text, span);
    case ast::LiteralKind::kDateTime:
      return time_literal(context, ValueKind::kDateTime, node.text, span);
  }
  return nullptr;
}

ExprPtr check_list(Context& context,
                   const ExprPlace& place,
                   const ast::ListLiteral& node,
                   SourceSpan span) {
  std::vector<ExprPtr> items;
  bool sound = true;
  for (const ast::ExprPtr& item : node.items) {
    ExprPtr checked = check_expr(context, place, *item);
    sound = checked && is_item(context, *checked) && sound;
    items.push_back(std::move(checked));
  }
  if (!sound) {
    return nullptr;
  }
  if (items.empty()) {
    return build_list({}, scalar_type(ValueKind::kNull), span);
  }
  std::optional<ValueType> type = unify(items);
  if (!type) {
    context.findings.error(
        codes::kWrongLiteral, span, "the items of a list must share a compatible scalar type");
    return nullptr;
  }
  return build_list(std::move(items), std::move(*type), span);
}

}  // namespace omnigraph::query::types
