// Search and rank calls: nearest, bm25, rrf, search, match_text, fuzzy. They are checked in full;
// that they cannot run yet is reported beside.
#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/properties.h"
#include "omnigraph/query/types/search_arguments.h"

namespace omnigraph::query::types {
namespace {

constexpr size_t kMostFusionArms = 16;

class SearchCall {
 public:
  SearchCall(Context& context, const ExprPlace& place, const ast::Call& node, SourceSpan span)
      : context_(context), place_(place), node_(node), span_(span) {}

  ExprPtr check() {
    if (place_.in_mutation()) {
      context_.findings.error(codes::kRefusedInMutation,
                              span_,
                              format("`{}` is not allowed in a mutation", node_.function));
      return nullptr;
    }
    context_.findings.unsupported(span_, format("`{}`", node_.function));
    if (node_.function == "nearest") {
      return check_nearest();
    }
    return node_.function == "rrf" ? check_rrf() : check_text();
  }

 private:
  const ast::Expr& argument(size_t i) const { return *node_.arguments[i].value; }

  // T15, T19, T20 or T21, whichever belongs to the function.
  const Code& code() const {
    if (node_.function == "nearest") {
      return codes::kHopBoundsOrNearest;
    }
    if (node_.function == "rrf") {
      return codes::kFusion;
    }
    return node_.function == "search" || node_.function == "fuzzy" ? codes::kSearchArguments
                                                                   : codes::kTextArguments;
  }

  bool check_count(size_t least, size_t most) {
    const size_t count = node_.arguments.size();
    const bool named = std::any_of(node_.arguments.begin(),
                                   node_.arguments.end(),
                                   [](const ast::Argument& one) { return !one.name.empty(); });
    if (count >= least && count <= most && !named) {
      return true;
    }
    context_.findings.error(
        code(),
        span_,
        format("{} takes {} arguments", node_.function, least == most ? "two" : "two or three"));
    return false;
  }

  // ---- nearest ----

  // nearest speaks of its argument with T15, also where others would say T6.
  ExprPtr check_vector_field() {
    const auto* member = std::get_if<ast::Member>(&argument(0).node);
    if (member == nullptr || member->meta) {
      return report(argument(0).span,
                    "the first argument must be a vector property, as in `$d.embedding`");
    }
    const std::optional<VarId> variable = place_.scope->find(member->variable);
    if (!variable || context_.symbols.find_param(member->variable)) {
      return report(member->variable_span,
                    format("variable {} is not bound", quoted_variable(member->variable)));
    }
    if (context_.state(*variable).invalid) {
      return nullptr;
    }
    const std::optional<ValueType> type = readable_property(context_, *variable, member->name);
    if (!type) {
      return report(
          argument(0).span,
          format("type `{}` has no property `{}`", type_name(context_, *variable), member->name));
    }
    if (type->kind != ValueKind::kVector || type->list) {
      return report(argument(0).span,
                    format("property `{}` is not a Vector but {}", member->name, to_string(*type)));
    }
    if (!require_node(context_, *variable, argument(0).span) ||
        !require_concrete(context_, *variable, argument(0).span)) {
      return nullptr;
    }
    return make_expr(*type, argument(0).span, PropertyRef{*variable, member->name});
  }

  ExprPtr report(SourceSpan span, const std::string& what) {
    context_.findings.error(code(), span, node_.function + ": " + what);
    return nullptr;
  }

  ExprPtr check_vector_query(const ExprPtr& field) {
    ExprPtr query = check_expr(context_, place_, argument(1));
    if (!query || !field || query->type.is_scalar(ValueKind::kString)) {
      return query;
    }
    const int32_t dimension = field->type.dimension;
    if (query->type.is_scalar(ValueKind::kVector)) {
      return query->type.dimension == dimension
                 ? query
                 : report(query->span,
                          format("the query has {} dimensions, the property {}",
                                 query->type.dimension,
                                 dimension));
    }
    if (query->type.list && is_constant(*query)) {
      std::string why;
      ExprPtr vector = convert_constant(query, field->type, &why);
      if (vector) {
        return vector;
      }
      if (!why.empty()) {
        return report(query->span, why);
      }
    }
    return report(query->span,
                  format("the query must be a Vector({}) or a String, this is {}",
                         dimension,
                         to_string(query->type)));
  }

  ExprPtr check_nearest() {
    if (!check_count(2, 2)) {
      return nullptr;
    }
    ExprPtr field = check_vector_field();
    ExprPtr query = check_vector_query(field);
    if (!field || !query) {
      return nullptr;
    }
    return make_expr(scalar_type(ValueKind::kF64, true),
                     span_,
                     FunctionExpr{"nearest", {std::move(field), std::move(query)}});
  }

  // ---- Text functions ----

  ExprPtr check_text() {
    const bool fuzzy = node_.function == "fuzzy";
    if (!check_count(2, fuzzy ? 3 : 2)) {
      return nullptr;
    }
    std::vector<ExprPtr> arguments;
    for (const ast::Argument& one : node_.arguments) {
      arguments.push_back(check_expr(context_, place_, *one.value));
    }
    const PropertyRef* field = require_text_field(context_, arguments[0], node_.function, code());
    bool sound =
        require_text_query(context_, arguments[1], node_.function, code()) && field != nullptr;
    if (fuzzy && arguments.size() == 3) {
      sound = check_max_edits(arguments[2]) && sound;
    }
    const bool ranks = node_.function == "bm25";
    if (!sound || (ranks && !require_concrete(context_, field->variable, arguments[0]->span))) {
      return nullptr;
    }
    check_text_index(context_, *field, span_);
    const bool nullable = !ranks && (arguments[0]->type.nullable || arguments[1]->type.nullable);
    return make_expr(scalar_type(ranks ? ValueKind::kF64 : ValueKind::kBool, nullable),
                     span_,
                     FunctionExpr{node_.function, std::move(arguments)});
  }

  bool check_max_edits(const ExprPtr& edits) {
    if (!edits) {
      return false;
    }
    if (!edits->type.list && is_integer(edits->type.kind)) {
      return true;
    }
    report(edits->span,
           format("max_edits must be an integer scalar, this is {}", to_string(edits->type)));
    return false;
  }

  // ---- rrf ----

  ExprPtr check_rrf() {
    if (place_.place != Place::kOrder && place_.place != Place::kProjection) {
      return report(span_, "it can stand in `order` and, if it leads there, in `return`");
    }
    if (node_.arguments.size() < 2) {
      return report(span_, "it fuses at least two rank calls");
    }
    std::vector<ExprPtr> arms;
    bool sound = true;
    size_t i = 0;
    for (; i < node_.arguments.size() && node_.arguments[i].name.empty() &&
           (i < 2 || is_rank(argument(i)));
         ++i) {
      ExprPtr arm = check_arm(i);
      sound = sound && arm;
      arms.push_back(std::move(arm));
    }
    if (arms.size() < 2 || arms.size() > kMostFusionArms) {
      return report(span_, format("it fuses 2 to {} rank calls", kMostFusionArms));
    }
    for (; i < node_.arguments.size(); ++i) {
      sound = check_option(node_.arguments[i], arms.size()) && sound;
    }
    if (!sound || !check_one_variable(arms)) {
      return nullptr;
    }
    return make_expr(
        scalar_type(ValueKind::kF64, true), span_, FunctionExpr{"rrf", std::move(arms)});
  }

  static bool is_rank(const ast::Expr& expr) {
    const auto* call = std::get_if<ast::Call>(&expr.node);
    return call != nullptr && (call->function == "nearest" || call->function == "bm25");
  }

  ExprPtr check_arm(size_t i) {
    if (!is_rank(argument(i))) {
      return report(
          argument(i).span,
          format("the {} argument must be nearest or bm25", i == 0 ? "primary" : "secondary"));
    }
    return check_expr(context_, place_, argument(i));
  }

  bool check_option(const ast::Argument& option, size_t arm_count) {
    ExprPtr value = check_expr(context_, place_, *option.value);
    if (!value) {
      return false;
    }
    if (option.name == "weights") {
      return check_weights(*value, arm_count);
    }
    if (!option.name.empty() && option.name != "k") {
      report(option.value->span,
             format("it has no option `{}`, only `k` and `weights`", option.name));
      return false;
    }
    if (value->type.list || !is_integer(value->type.kind)) {
      report(value->span,
             format("k must be an integer scalar, this is {}", to_string(value->type)));
      return false;
    }
    const auto* constant = std::get_if<Constant>(&value->node);
    const auto* k = constant == nullptr ? nullptr : std::get_if<int64_t>(&constant->value.data);
    if (k != nullptr && *k <= 0) {
      report(value->span, "k must be greater than 0");
      return false;
    }
    return true;
  }

  bool check_weights(const Expr& weights, size_t arm_count) {
    size_t count = arm_count;
    if (const auto* constant = std::get_if<Constant>(&weights.node)) {
      const auto* list = std::get_if<std::shared_ptr<const ValueList>>(&constant->value.data);
      count = list == nullptr ? 0 : (*list)->size();
    } else if (const auto* list = std::get_if<ListExpr>(&weights.node)) {
      count = list->items.size();
    }
    if (weights.type.list && is_numeric(weights.type.kind) && count == arm_count) {
      return true;
    }
    report(weights.span, format("weights must be a list of {} numbers", arm_count));
    return false;
  }

  bool check_one_variable(const std::vector<ExprPtr>& arms) {
    std::optional<VarId> common;
    for (const ExprPtr& arm : arms) {
      const auto& field = std::get<FunctionExpr>(arm->node).arguments[0];
      const VarId variable = std::get<PropertyRef>(field->node).variable;
      if (common && *common != variable) {
        report(field->span, "all rank calls must rank the same variable");
        return false;
      }
      common = variable;
    }
    return true;
  }

  Context& context_;
  const ExprPlace& place_;
  const ast::Call& node_;
  SourceSpan span_;
};

}  // namespace

ExprPtr check_search_call(Context& context,
                          const ExprPlace& place,
                          const ast::Call& node,
                          SourceSpan span) {
  return SearchCall(context, place, node, span).check();
}

}  // namespace omnigraph::query::types
