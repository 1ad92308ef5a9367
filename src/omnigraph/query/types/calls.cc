// Calls of functions: arguments against the table of functions.h.
#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/call_arguments.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/functions.h"

namespace omnigraph::query::types {
namespace {

std::optional<ast::WordOp> word_op(std::string_view name) {
  if (name == "contains") {
    return ast::WordOp::kContains;
  }
  if (name == "starts_with") {
    return ast::WordOp::kStartsWith;
  }
  if (name == "ends_with") {
    return ast::WordOp::kEndsWith;
  }
  return name == "matches" ? std::optional(ast::WordOp::kMatches) : std::nullopt;
}

// id(x) is x.@id.
ExprPtr build_id(Context& context,
                 const FunctionInfo& function,
                 const ExprPtr& argument,
                 SourceSpan span) {
  const auto* variable = std::get_if<VariableRef>(&argument->node);
  if (variable == nullptr) {
    report_arguments(context, function, argument->span, "`id` takes a variable");
    return nullptr;
  }
  return make_expr(scalar_type(ValueKind::kString, argument->type.nullable),
                   span,
                   MetaRef{variable->variable, MetaField::kId});
}

ExprPtr build_call(Context& context,
                   const FunctionInfo& function,
                   std::vector<ExprPtr> arguments,
                   const std::optional<ValueType>& common,
                   SourceSpan span) {
  if (const std::optional<ast::WordOp> op = word_op(function.name)) {
    return build_word_test(context, *op, std::move(arguments[0]), std::move(arguments[1]), span);
  }
  if (function.name == "now") {
    return make_expr(scalar_type(ValueKind::kDateTime), span, NowRef{});
  }
  if (function.name == "id") {
    return build_id(context, function, arguments[0], span);
  }
  if (!common && shared_count(function, arguments.size()) != 0) {
    report_arguments(context,
                     function,
                     span,
                     format("the arguments of `{}` have different types", function.name));
    return nullptr;
  }
  if (!check_unit(context, function, arguments)) {
    return nullptr;
  }
  ValueType type = result_type(function, arguments, common);
  type.nullable = result_nullable(function.nulls, arguments);
  return make_expr(
      std::move(type), span, FunctionExpr{std::string(function.name), std::move(arguments)});
}

void report_unknown_function(Context& context, const ast::Call& node) {
  Diagnostic& diagnostic = context.findings.error(
      codes::kUnknownFunction, node.function_span, format("unknown function `{}`", node.function));
  std::vector<std::string> names = {"nearest",
                                    "bm25",
                                    "rrf",
                                    "search",
                                    "match_text",
                                    "fuzzy",
                                    "count",
                                    "sum",
                                    "avg",
                                    "min",
                                    "max",
                                    "sum_int",
                                    "collect"};
  for (const FunctionInfo& function : all_functions()) {
    names.emplace_back(function.name);
  }
  context.findings.suggest(diagnostic, node.function, node.function_span, names);
}

// object(k: e, …): each argument has a name of its own.
void check_object_names(Context& context, const ast::Call& node, SourceSpan span) {
  std::vector<std::string> seen;
  for (const ast::Argument& argument : node.arguments) {
    const bool repeated = std::find(seen.begin(), seen.end(), argument.name) != seen.end();
    if (argument.name.empty() || repeated) {
      context.findings.error(codes::kFunctionArguments,
                             argument.value->span,
                             argument.name.empty()
                                 ? "`object` takes named arguments: `object(name: value)`"
                                 : format("member `{}` is given twice", argument.name));
    }
    seen.push_back(argument.name);
  }
  context.findings.unsupported(span, "`object`");
}

}  // namespace

ExprPtr check_call(Context& context,
                   const ExprPlace& place,
                   const ast::Call& node,
                   SourceSpan span) {
  if (is_search_function(node.function)) {
    return check_search_call(context, place, node, span);
  }
  const FunctionInfo* function = find_function(node.function);
  if (function == nullptr) {
    report_unknown_function(context, node);
    return nullptr;
  }
  const bool object = function->name == "object";
  std::vector<ExprPtr> arguments;
  bool sound = true;
  for (const ast::Argument& argument : node.arguments) {
    arguments.push_back(check_expr(context, place, *argument.value));
    sound = sound && arguments.back();
    if (!argument.name.empty() && !object) {
      report_arguments(context, *function, argument.value->span, "arguments have no names here");
      sound = false;
    }
  }
  if (object) {
    check_object_names(context, node, span);
    return make_expr(
        scalar_type(ValueKind::kObject), span, FunctionExpr{"object", std::move(arguments)});
  }
  if (!sound || !check_argument_count(context, *function, arguments.size(), span)) {
    return nullptr;
  }
  const bool path_length =
      function->name == "length" && arguments[0]->type.kind == ValueKind::kPath;
  if (path_length) {
    context.findings.unsupported(span, "`length` of a path");
    return make_expr(
        scalar_type(ValueKind::kI64), span, FunctionExpr{"length", std::move(arguments)});
  }
  std::optional<ValueType> common = unify_shared(*function, arguments);
  if (!check_argument_kinds(context, *function, arguments)) {
    return nullptr;
  }
  if (!function->runnable) {
    context.findings.unsupported(span, format("`{}`", function->name));
  }
  if (common && common->kind == ValueKind::kNull) {
    common->kind = ValueKind::kString;  // coalesce(null)
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    arguments[i] = typed_null(arguments[i], null_kind(kind_of_argument(*function, i)));
  }
  return build_call(context, *function, std::move(arguments), common, span);
}

}  // namespace omnigraph::query::types
