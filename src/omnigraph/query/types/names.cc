// Names in expressions: variables, parameters, properties, system fields, aliases, and the bare
// names of mutations.
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/properties.h"

namespace omnigraph::query::types {
namespace {

ExprPtr param_ref(Context& context, uint32_t index, SourceSpan span) {
  return make_expr(context.symbols.params[index].type, span, ParamRef{index});
}

ValueType entity_type(const VariableInfo& info) {
  ValueType type = scalar_type(info.kind, info.nullable);
  type.entities = info.types;
  return type;
}

void report_unbound(Context& context,
                    const ExprPlace& place,
                    std::string_view name,
                    SourceSpan span) {
  std::vector<std::string> candidates;
  for (const ParamInfo& param : context.symbols.params) {
    candidates.push_back("$" + param.name);
  }
  if (place.scope != nullptr) {
    for (const std::string& visible : place.scope->visible_names()) {
      candidates.push_back("$" + visible);
    }
  }
  Diagnostic& diagnostic =
      place.in_mutation()
          ? context.findings.error(codes::kMutationVariable,
                                   span,
                                   format("mutation variable {} must be a declared query parameter",
                                          quoted_variable(name)))
          : context.findings.error(codes::kUnboundOrNoProperty,
                                   span,
                                   format("variable {} is not bound", quoted_variable(name)));
  context.findings.suggest(diagnostic, "$" + std::string(name), span, candidates);
}

// The variable that `name` stands for, or nothing after a report.
std::optional<VarId> resolve(Context& context,
                             const ExprPlace& place,
                             std::string_view name,
                             SourceSpan span) {
  if (name == "_") {
    context.findings.error(codes::kUnboundOrNoProperty,
                           span,
                           "`$_` is anonymous and cannot be referred to: give the variable a name");
    return std::nullopt;
  }
  std::optional<VarId> variable;
  if (place.scope != nullptr) {
    variable = place.scope->find(name);
  }
  if (!variable) {
    report_unbound(context, place, name, span);
    return std::nullopt;
  }
  return variable;
}

ExprPtr property_ref(Context& context, VarId variable, const std::string& name, SourceSpan span) {
  std::optional<ValueType> type = readable_property(context, variable, name);
  if (!type) {
    return nullptr;
  }
  return make_expr(std::move(*type), span, PropertyRef{variable, name});
}

ExprPtr meta_ref(Context& context, VarId variable, const std::string& name, SourceSpan span) {
  const VariableInfo& info = context.variable(variable);
  const std::optional<MetaField> field = meta_field(name);
  const bool is_edge = info.kind == ValueKind::kEdge;
  const bool end = field == MetaField::kSrc || field == MetaField::kDst;
  if (!field || (end && !is_edge) || (!is_edge && info.kind != ValueKind::kNode)) {
    context.findings.error(codes::kUnboundOrNoProperty,
                           span,
                           format("a {} has no field `@{}`",
                                  info.kind == ValueKind::kPath ? "path"
                                  : is_edge                     ? "edge"
                                                                : "node",
                                  name));
    return nullptr;
  }
  return make_expr(scalar_type(ValueKind::kString, info.nullable), span, MetaRef{variable, *field});
}

// ---- Bare names ----

void report_bare_name(Context& context,
                      const ExprPlace& place,
                      const std::string& name,
                      SourceSpan span) {
  Diagnostic& diagnostic = context.findings.error(
      codes::kBareName,
      span,
      format("`{}` is neither a parameter nor a variable: names begin with `$`", name));
  if (context.symbols.find_param(name) || (place.scope != nullptr && place.scope->find(name))) {
    diagnostic.fix = format("write `${}`", name);
    diagnostic.edits = {TextEdit{span, "$" + name}};
    diagnostic.applicability = Applicability::kMachineApplicable;
    return;
  }
  std::vector<std::string> candidates;
  for (const ParamInfo& param : context.symbols.params) {
    candidates.push_back("$" + param.name);
  }
  if (place.scope != nullptr) {
    for (const VarId variable : place.scope->visible_variables()) {
      if (readable_property(context, variable, name)) {
        const std::string member = "$" + context.variable(variable).name + "." + name;
        diagnostic.fix = format("did you mean `{}`?", member);
        diagnostic.edits = {TextEdit{span, member}};
        return;  // needs review: another variable may have the property as well
      }
    }
  }
  for (const Alias& alias : place.aliases != nullptr ? *place.aliases : std::vector<Alias>()) {
    candidates.push_back(alias.name);
  }
  if (!context.findings.suggest(diagnostic, name, span, candidates)) {
    context.findings.suggest(diagnostic, "$" + name, span, candidates);
  }
}

ExprPtr check_alias(Context& context,
                    const ExprPlace& place,
                    const std::string& name,
                    SourceSpan span) {
  if (place.aliases != nullptr) {
    for (const Alias& alias : *place.aliases) {
      if (alias.name == name) {
        if (!alias.expr || !context.spend(alias.size, span)) {
          return nullptr;
        }
        return make_expr(alias.expr->type, span, alias.expr->node);  // shown where it is used
      }
    }
  }
  report_bare_name(context, place, name, span);
  return nullptr;
}

// "from" and "to" of an edge, as fields.
std::optional<MetaField> end_name(const schema::EntityType& type, std::string_view name) {
  if (!type.is_edge()) {
    return std::nullopt;
  }
  if (name == "from") {
    return MetaField::kSrc;
  }
  return name == "to" ? std::optional(MetaField::kDst) : std::nullopt;
}

void offer_param(Context& context,
                 Diagnostic& diagnostic,
                 const std::string& name,
                 SourceSpan span) {
  if (context.symbols.find_param(name)) {
    diagnostic.fix = format("write `${}`", name);
    diagnostic.edits = {TextEdit{span, "$" + name}};
    diagnostic.applicability = Applicability::kMachineApplicable;
  }
}

// A property of the row that the statement works on.
ExprPtr check_own_property(Context& context,
                           const ExprPlace& place,
                           const std::string& name,
                           SourceSpan span) {
  const schema::EntityType& type = *place.target->type;
  const schema::Property* property = type.find_property(name);
  const std::optional<MetaField> end = end_name(type, name);
  if (property == nullptr && !end) {
    Diagnostic& diagnostic = context.findings.error(
        codes::kMutationProperty, span, format("type `{}` has no property `{}`", type.name, name));
    if (!context.findings.suggest(diagnostic, name, span, property_names(type))) {
      offer_param(context, diagnostic, name, span);
    }
    return nullptr;
  }
  if (place.place == Place::kInsertValue) {
    Diagnostic& diagnostic = context.findings.error(
        codes::kRowValueInInsert,
        span,
        format("an inserted value cannot depend on a row, but `{}` is a property of `{}`",
               name,
               type.name));
    offer_param(context, diagnostic, name, span);
    return nullptr;
  }
  place.scope->find("self");  // inside a block this makes the target row one of its outer variables
  const bool nullable = context.variable(place.target->self).nullable;
  if (property == nullptr) {
    return make_expr(
        scalar_type(ValueKind::kString, nullable), span, MetaRef{place.target->self, *end});
  }
  if (place.place == Place::kWhere && property->type.scalar == schema::ScalarKind::kBlob) {
    context.findings.error(codes::kMutationProperty,
                           span,
                           format("blob property `{}` cannot be used in WHERE predicates", name));
    return nullptr;
  }
  ValueType own = value_type(property->type);
  own.nullable = own.nullable || nullable;
  return make_expr(std::move(own), span, PropertyRef{place.target->self, name});
}

}  // namespace

ExprPtr check_variable(Context& context,
                       const ExprPlace& place,
                       const ast::Variable& node,
                       SourceSpan span) {
  if (const std::optional<uint32_t> param = context.symbols.find_param(node.name)) {
    return param_ref(context, *param, span);
  }
  const std::optional<VarId> variable = resolve(context, place, node.name, span);
  if (!variable || context.state(*variable).invalid) {
    return nullptr;
  }
  return make_expr(entity_type(context.variable(*variable)), span, VariableRef{*variable});
}

ExprPtr check_member(Context& context,
                     const ExprPlace& place,
                     const ast::Member& node,
                     SourceSpan span) {
  if (context.symbols.find_param(node.variable)) {
    if (node.variable == "self" && place.in_mutation()) {
      context.findings.error(
          codes::kSelfShadowed,
          span,
          "`$self` is a declared parameter here, so it cannot mean the target row: "
          "rename the parameter");
    } else {
      context.findings.error(
          codes::kUnboundOrNoProperty,
          span,
          format("{} is a parameter and has no properties", quoted_variable(node.variable)));
    }
    return nullptr;
  }
  const std::optional<VarId> variable = resolve(context, place, node.variable, node.variable_span);
  if (!variable || context.state(*variable).invalid) {
    return nullptr;
  }
  if (node.meta) {
    return meta_ref(context, *variable, node.name, span);
  }
  if (ExprPtr property = property_ref(context, *variable, node.name, span)) {
    return property;
  }
  report_unreadable(context, *variable, node.name, node.name_span, span);
  return nullptr;
}

ExprPtr check_bare_name(Context& context,
                        const ExprPlace& place,
                        const ast::BareName& node,
                        SourceSpan span) {
  return place.in_mutation() ? check_own_property(context, place, node.name, span)
                             : check_alias(context, place, node.name, span);
}

ExprPtr check_meta(Context& context,
                   const ExprPlace& place,
                   const ast::Meta& node,
                   SourceSpan span) {
  if (!place.in_mutation()) {
    context.findings
        .error(codes::kBareName, span, format("`@{}` needs a variable in a read", node.name))
        .fix = format("write `$variable.@{}`", node.name);
    return nullptr;
  }
  if (place.place == Place::kInsertValue) {
    context.findings.error(
        codes::kRowValueInInsert,
        span,
        format("an inserted value cannot depend on a row, but `@{}` does", node.name));
    return nullptr;
  }
  place.scope->find("self");
  return meta_ref(context, place.target->self, node.name, span);
}

}  // namespace omnigraph::query::types
