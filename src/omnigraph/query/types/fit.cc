// Values where a property or a common type wants them: assignments, inline matches, branches.
#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/convert.h"

namespace omnigraph::query::types {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

void report_wrong_literal(Context& context,
                          const Expr& value,
                          const ValueType& want,
                          const std::string& property,
                          const std::string& why) {
  std::string message = format(
      "property `{}` has type {} but got {}", property, to_string(want), to_string(value.type));
  context.findings.error(
      codes::kWrongLiteral, value.span, why.empty() ? message : message + ": " + why);
}

// An enum's value set, for a literal.
bool check_enum(Context& context,
                const Expr& value,
                const ValueType& want,
                const std::string& property) {
  const auto* constant = std::get_if<Constant>(&value.node);
  const auto* text =
      constant == nullptr ? nullptr : std::get_if<std::string>(&constant->value.data);
  if (want.enum_values.empty() || text == nullptr ||
      std::binary_search(want.enum_values.begin(), want.enum_values.end(), *text)) {
    return true;
  }
  Diagnostic& diagnostic =
      context.findings.error(codes::kWrongLiteral,
                             value.span,
                             format("property `{}` expects one of [{}], got '{}'",
                                    property,
                                    joined(want.enum_values),
                                    *text));
  if (const std::optional<std::string> near = nearest_name(*text, want.enum_values)) {
    diagnostic.fix = "did you mean \"" + *near + "\"?";
    diagnostic.edits = {TextEdit{value.span, "\"" + *near + "\""}};
    diagnostic.applicability = Applicability::kMachineApplicable;
  }
  return false;
}

ExprPtr fit_literal(Context& context,
                    const ExprPtr& value,
                    const ValueType& want,
                    const std::string& property) {
  if (want.kind == ValueKind::kBlob) {
    context.findings.error(
        codes::kWrongLiteral,
        value->span,
        format("property `{}` has type Blob, which no literal has: use a Blob or String parameter",
               property));
    return nullptr;
  }
  std::string why;
  ExprPtr converted = convert_constant(value, want, &why);
  if (!converted) {
    report_wrong_literal(context, *value, want, property, why);
    return nullptr;
  }
  return check_enum(context, *value, want, property) ? converted : nullptr;
}

// Whether a value that is no literal may be stored as `want`; ranges are looked at when it runs.
bool may_store(const Expr& value, const ValueType& want) {
  const ValueType& have = value.type;
  if (want.kind == ValueKind::kBlob && !want.list) {
    return have.is_scalar(ValueKind::kBlob) ||
           (std::holds_alternative<ParamRef>(value.node) && have.is_scalar(ValueKind::kString));
  }
  if (have.list != want.list) {
    return false;
  }
  if (want.list && have.kind == ValueKind::kNull) {
    return true;
  }
  if (is_numeric(have.kind) && is_numeric(want.kind)) {
    return !(is_float(have.kind) && is_integer(want.kind));
  }
  return have.kind == want.kind && have.dimension == want.dimension;
}

// The kind that holds the numbers among `exprs`, if they are of several kinds.
ValueKind common_number_kind(const std::vector<ExprPtr>& exprs) {
  bool any_unsigned = false;
  bool all_unsigned = true;
  for (const ExprPtr& expr : exprs) {
    if (is_float(expr->type.kind)) {
      return ValueKind::kF64;
    }
    any_unsigned = any_unsigned || is_unsigned(expr->type.kind);
    if (is_integer(expr->type.kind)) {
      all_unsigned = all_unsigned && counts_as_unsigned(*expr);
    }
  }
  return any_unsigned && all_unsigned ? ValueKind::kU64 : ValueKind::kI64;
}

bool has_time_kind(const ValueType& type) {
  return type.kind == ValueKind::kDate || type.kind == ValueKind::kDateTime;
}

// The type of `a` and `b` together, without looking at values.
std::optional<ValueType> common_type(const ValueType& a,
                                     const ValueType& b,
                                     ValueKind number_kind) {
  if (a.kind == ValueKind::kNull && !a.list) {
    ValueType type = b;
    type.nullable = true;
    return type;
  }
  if (b.kind == ValueKind::kNull && !b.list) {
    return common_type(b, a, number_kind);
  }
  if (a.list != b.list || a.dimension != b.dimension) {
    return std::nullopt;
  }
  ValueType type = a;
  type.nullable = a.nullable || b.nullable;
  if (a.kind != b.kind) {
    if (a.kind == ValueKind::kNull || b.kind == ValueKind::kNull) {  // an empty list
      type.kind = a.kind == ValueKind::kNull ? b.kind : a.kind;
    } else if (is_numeric(a.kind) && is_numeric(b.kind)) {
      type.kind = number_kind;
    } else {
      return std::nullopt;
    }
  }
  if (a.enum_values != b.enum_values) {
    type.enum_values.clear();
  }
  for (const schema::EntityType* entity : b.entities) {
    if (std::find(type.entities.begin(), type.entities.end(), entity) == type.entities.end()) {
      type.entities.push_back(entity);
    }
  }
  return type;
}

// Text literals beside dates become dates, if they can.
void adapt_dates(std::vector<ExprPtr>& exprs) {
  const auto time = std::find_if(
      exprs.begin(), exprs.end(), [](const ExprPtr& expr) { return has_time_kind(expr->type); });
  if (time == exprs.end()) {
    return;
  }
  const ValueType want = (*time)->type;
  for (ExprPtr& expr : exprs) {
    std::string why;
    if (expr->type.kind == ValueKind::kString && expr->type.list == want.list) {
      if (ExprPtr converted = convert_constant(expr, want, &why)) {
        expr = std::move(converted);
      }
    }
  }
}

}  // namespace

std::optional<ValueType> unify(std::vector<ExprPtr>& exprs) {
  adapt_dates(exprs);
  const ValueKind number_kind = common_number_kind(exprs);
  std::optional<ValueType> type;
  for (const ExprPtr& expr : exprs) {
    type = type ? common_type(*type, expr->type, number_kind) : expr->type;
    if (!type) {
      return std::nullopt;
    }
  }
  for (ExprPtr& expr : exprs) {
    std::string why;
    if (type && is_constant(*expr) && expr->type.kind != type->kind) {
      expr = convert_constant(expr, *type, &why);
      if (!expr) {
        return std::nullopt;
      }
    }
  }
  return type;
}

ExprPtr fit_assignment(Context& context,
                       const ExprPtr& value,
                       const ValueType& want,
                       const std::string& property) {
  if (is_null_literal(*value) && !want.nullable) {
    context.findings.error(codes::kWrongLiteral,
                           value->span,
                           format("property `{}` has type {}, which is non-nullable, but got null",
                                  property,
                                  to_string(want)));
    return nullptr;
  }
  if (is_constant(*value)) {
    return fit_literal(context, value, want, property);
  }
  if (may_store(*value, want)) {
    return value;
  }
  Diagnostic& diagnostic = context.findings.error(codes::kIncompatibleTypes,
                                                  value->span,
                                                  format("cannot assign {} to {} for property `{}`",
                                                         to_string(value->type),
                                                         to_string(want),
                                                         property));
  if (is_float(value->type.kind) && is_integer(want.kind)) {
    diagnostic.fix = "use `to_int(…)` or `round(…)`";
  }
  return nullptr;
}

ExprPtr fit_inline(Context& context,
                   const ExprPtr& value,
                   const ValueType& want,
                   const std::string& property) {
  if (want.kind == ValueKind::kBlob || want.kind == ValueKind::kVector) {
    context.findings.error(codes::kWrongLiteral,
                           value->span,
                           format("{} property `{}` cannot be used in match patterns",
                                  want.kind == ValueKind::kBlob ? "blob" : "vector",
                                  property));
    return nullptr;
  }
  if (value->type.list) {
    const bool literal = !std::holds_alternative<ParamRef>(value->node);
    context.findings.error(
        literal ? codes::kWrongLiteral : codes::kIncompatibleTypes,
        value->span,
        format("list equality is not supported for property `{}`: use a scalar value to match list "
               "membership",
               property));
    return nullptr;
  }
  const ValueType scalar = want.list ? item_type(want) : want;
  if (is_null_literal(*value)) {
    context.findings
        .error(want.nullable ? codes::kNullComparison : codes::kWrongLiteral,
               value->span,
               want.nullable ? format("property `{}` never equals null", property)
                             : format("property `{}` is non-nullable but got null", property))
        .fix = want.nullable ? format("add the filter `$variable.{} is null`", property) : "";
    return nullptr;
  }
  if (is_constant(*value)) {
    return fit_literal(context, value, scalar, property);
  }
  if (value->type.kind == scalar.kind ||
      (is_numeric(value->type.kind) && is_numeric(scalar.kind))) {
    return value;
  }
  context.findings.error(codes::kIncompatibleTypes,
                         value->span,
                         format("cannot compare {} with {} for property `{}`",
                                to_string(scalar),
                                to_string(value->type),
                                property));
  return nullptr;
}

}  // namespace omnigraph::query::types
