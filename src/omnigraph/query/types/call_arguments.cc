#include "omnigraph/query/types/call_arguments.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"

namespace omnigraph::query::types {
namespace {

bool is_null_type(const ValueType& type) {
  return type.is_scalar(ValueKind::kNull);
}

bool is_time(const ValueType& type) {
  return type.is_scalar(ValueKind::kDate) || type.is_scalar(ValueKind::kDateTime);
}

bool is_simple_scalar(const ValueType& type) {
  return !type.list && (is_numeric(type.kind) || is_time(type) || type.kind == ValueKind::kString ||
                        type.kind == ValueKind::kBool);
}

// Whether a value of the type can be an argument of the kind. A literal null can be any scalar.
bool accepts(ArgumentKind kind, const ValueType& type) {
  const bool scalar = kind != ArgumentKind::kList && kind != ArgumentKind::kStringList &&
                      kind != ArgumentKind::kEntity && kind != ArgumentKind::kPath;
  if (is_null_type(type) && scalar) {
    return true;
  }
  const bool text = type.is_scalar(ValueKind::kString);
  switch (kind) {
    case ArgumentKind::kNumber:
      return !type.list && is_numeric(type.kind);
    case ArgumentKind::kInteger:
      return !type.list && is_integer(type.kind);
    case ArgumentKind::kString:
    case ArgumentKind::kUnit:
      return text;
    case ArgumentKind::kStringOrList:
      return text || type.list;
    case ArgumentKind::kStringList:
      return type.list && (type.kind == ValueKind::kString || type.kind == ValueKind::kNull);
    case ArgumentKind::kList:
      return type.list;
    case ArgumentKind::kDateOrDateTime:
      return is_time(type);
    case ArgumentKind::kDateTime:
      return type.is_scalar(ValueKind::kDateTime);
    case ArgumentKind::kComparable:
    case ArgumentKind::kScalar:
      return is_simple_scalar(type);
    case ArgumentKind::kTextOrNumber:
      return text || (!type.list && is_numeric(type.kind));
    case ArgumentKind::kTextOrBool:
      return text || type.is_scalar(ValueKind::kBool);
    case ArgumentKind::kTextOrTime:
      return text || is_time(type);
    case ArgumentKind::kEntity:
      return type.is_entity();
    case ArgumentKind::kPath:
      return type.is_scalar(ValueKind::kPath);
  }
  return false;
}

ValueType widened(const ValueType& type) {
  const ValueKind kind = is_float(type.kind)      ? ValueKind::kF64
                         : is_unsigned(type.kind) ? ValueKind::kU64
                                                  : ValueKind::kI64;
  return scalar_type(kind);
}

}  // namespace

ArgumentKind kind_of_argument(const FunctionInfo& function, size_t i) {
  return function.arguments[std::min(i, function.arguments.size() - 1)];
}

ValueKind null_kind(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kNumber:
    case ArgumentKind::kTextOrNumber:
      return ValueKind::kF64;
    case ArgumentKind::kInteger:
      return ValueKind::kI64;
    case ArgumentKind::kDateOrDateTime:
    case ArgumentKind::kDateTime:
    case ArgumentKind::kTextOrTime:
      return ValueKind::kDateTime;
    case ArgumentKind::kTextOrBool:
      return ValueKind::kBool;
    default:
      return ValueKind::kString;
  }
}

Diagnostic& report_arguments(Context& context,
                             const FunctionInfo& function,
                             SourceSpan span,
                             std::string what) {
  return context.findings.error(
      codes::kFunctionArguments, span, format("{}: expected {}", what, signature(function)));
}

bool check_argument_count(Context& context,
                          const FunctionInfo& function,
                          size_t count,
                          SourceSpan span) {
  if (count >= function.required && (function.variadic || count <= function.arguments.size())) {
    return true;
  }
  report_arguments(
      context, function, span, format("`{}` does not take {} arguments", function.name, count));
  return false;
}

bool check_argument_kinds(Context& context,
                          const FunctionInfo& function,
                          const std::vector<ExprPtr>& arguments) {
  bool sound = true;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const ArgumentKind kind = kind_of_argument(function, i);
    if (accepts(kind, arguments[i]->type)) {
      continue;
    }
    const ValueType& type = arguments[i]->type;
    if (type.is_entity() && (kind == ArgumentKind::kScalar || kind == ArgumentKind::kComparable)) {
      context.findings.unsupported(arguments[i]->span, "a node or edge as argument of a function");
      sound = false;
      continue;
    }
    Diagnostic& diagnostic =
        report_arguments(context,
                         function,
                         arguments[i]->span,
                         format("`{}` does not take {}", function.name, to_string(type)));
    if (kind == ArgumentKind::kDateOrDateTime && type.kind == ValueKind::kString) {
      diagnostic.fix = "write a date as `date(\"…\")` or convert with `to_date(…)`";
    }
    sound = false;
  }
  return sound;
}

bool check_unit(Context& context,
                const FunctionInfo& function,
                const std::vector<ExprPtr>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const auto* constant = std::get_if<Constant>(&arguments[i]->node);
    const auto* unit =
        constant == nullptr ? nullptr : std::get_if<std::string>(&constant->value.data);
    if (kind_of_argument(function, i) != ArgumentKind::kUnit || unit == nullptr) {
      continue;
    }
    const bool date = arguments[0]->type.kind == ValueKind::kDate;
    if (!is_date_unit(*unit) || (date && is_time_unit(*unit))) {
      report_arguments(context,
                       function,
                       arguments[i]->span,
                       format("\"{}\" is no unit of a {}", *unit, to_string(arguments[0]->type)));
      return false;
    }
  }
  return true;
}

size_t shared_count(const FunctionInfo& function, size_t count) {
  if (function.result == ResultKind::kCommon || function.name == "nullif") {
    return count;
  }
  return function.name == "date_diff" ? 2 : 0;
}

std::optional<ValueType> unify_shared(const FunctionInfo& function,
                                      std::vector<ExprPtr>& arguments) {
  const auto count = static_cast<std::ptrdiff_t>(shared_count(function, arguments.size()));
  if (count == 0) {
    return std::nullopt;
  }
  std::vector<ExprPtr> shared(arguments.begin(), arguments.begin() + count);
  std::optional<ValueType> type = unify(shared);
  if (type) {
    std::move(shared.begin(), shared.end(), arguments.begin());
  }
  return type;
}

ValueType result_type(const FunctionInfo& function,
                      const std::vector<ExprPtr>& arguments,
                      const std::optional<ValueType>& common) {
  switch (function.result) {
    case ResultKind::kBool:
      return scalar_type(ValueKind::kBool);
    case ResultKind::kI64:
      return scalar_type(ValueKind::kI64);
    case ResultKind::kF64:
      return scalar_type(ValueKind::kF64);
    case ResultKind::kString:
      return scalar_type(ValueKind::kString);
    case ResultKind::kStringList: {
      ValueType type = scalar_type(ValueKind::kString);
      type.list = true;
      return type;
    }
    case ResultKind::kDate:
      return scalar_type(ValueKind::kDate);
    case ResultKind::kDateTime:
      return scalar_type(ValueKind::kDateTime);
    case ResultKind::kSameAsFirst:
      return arguments[0]->type;
    case ResultKind::kWidened:
      return widened(arguments[0]->type);
    case ResultKind::kElement:
      return item_type(arguments[0]->type);
    case ResultKind::kCommon:
      return function.name == "div" ? scalar_type(arithmetic_kind(*arguments[0], *arguments[1]))
                                    : *common;
    case ResultKind::kJson:
      return scalar_type(ValueKind::kObject);
  }
  return scalar_type(ValueKind::kNull);
}

bool result_nullable(NullRule rule, const std::vector<ExprPtr>& arguments) {
  const auto nullable = [](const ExprPtr& argument) { return argument->type.nullable; };
  switch (rule) {
    case NullRule::kPropagate:
      return std::any_of(arguments.begin(), arguments.end(), nullable);
    case NullRule::kNever:
      return false;
    case NullRule::kAlways:
      return true;
    case NullRule::kAllNull:
      return std::all_of(arguments.begin(), arguments.end(), nullable);
  }
  return true;
}

}  // namespace omnigraph::query::types
