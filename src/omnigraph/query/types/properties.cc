#include "omnigraph/query/types/properties.h"

#include <algorithm>

#include "omnigraph/base/format.h"

namespace omnigraph::query::types {
namespace {

// Joins the type of another member into `type`; false if they differ too much.
bool unite(ValueType& type, const ValueType& other) {
  if (type.kind != other.kind || type.list != other.list || type.dimension != other.dimension) {
    return false;
  }
  type.nullable = type.nullable || other.nullable;
  if (type.enum_values.empty() || other.enum_values.empty()) {
    type.enum_values.clear();  // an enum beside a free String is a String
    return true;
  }
  std::vector<std::string> all;
  std::set_union(type.enum_values.begin(),
                 type.enum_values.end(),
                 other.enum_values.begin(),
                 other.enum_values.end(),
                 std::back_inserter(all));
  type.enum_values = std::move(all);
  return true;
}

const schema::Property* find_in(const schema::InterfaceType& interface, std::string_view name) {
  for (const schema::Property& property : interface.properties) {
    if (property.name == name) {
      return &property;
    }
  }
  return nullptr;
}

// The types among those of the variable that have the property: "Person, Company".
std::string types_with(const Context& context, VarId variable, std::string_view name) {
  std::string text;
  for (const schema::EntityType* type : context.symbols.variables[variable].types) {
    if (type->find_property(name) != nullptr) {
      text += (text.empty() ? "" : ", ") + type->name;
    }
  }
  return text;
}

// `$p.knows`: an edge read like a property (T102).
bool report_edge_as_property(Context& context,
                             VarId variable,
                             std::string_view name,
                             SourceSpan span) {
  const size_t dot = name.find('.');
  const std::string_view edge_name = name.substr(0, dot);
  const std::vector<const schema::EntityType*> edges = context.catalog.find_edges(edge_name);
  if (context.variable(variable).kind != ValueKind::kNode || edges.empty()) {
    return false;
  }
  const std::string& variable_name = context.variable(variable).name;
  std::string property = dot == std::string_view::npos ? "" : std::string(name.substr(dot + 1));
  if (property.empty()) {
    property = edges[0]->properties.empty() ? "@id" : edges[0]->properties[0].name;
  }
  Diagnostic& diagnostic = context.findings.error(
      codes::kEdgeAsProperty, span, format("`{}` is an edge, not a property", edge_name));
  diagnostic.fix =
      format("bind the edge: `${} $e:{} $other`, then `$e.{}`", variable_name, edge_name, property);
  return true;
}

}  // namespace

std::optional<ValueType> common_property(const std::vector<const schema::EntityType*>& types,
                                         std::string_view name) {
  std::optional<ValueType> result;
  for (const schema::EntityType* type : types) {
    const schema::Property* property = type->find_property(name);
    if (property == nullptr) {
      return std::nullopt;
    }
    const ValueType mine = value_type(property->type);
    if (!result) {
      result = mine;
    } else if (!unite(*result, mine)) {
      return std::nullopt;
    }
  }
  return result;
}

std::optional<ValueType> readable_property(const Context& context,
                                           VarId variable,
                                           std::string_view name) {
  const VariableState& state = context.symbols.states[variable];
  if (state.any_node ||
      (state.interface != nullptr && find_in(*state.interface, name) == nullptr)) {
    return std::nullopt;
  }
  const VariableInfo& info = context.symbols.variables[variable];
  if (info.kind != ValueKind::kNode && info.kind != ValueKind::kEdge) {
    return std::nullopt;
  }
  std::optional<ValueType> type = common_property(info.types, name);
  if (type) {
    type->nullable = type->nullable || info.nullable;
  }
  return type;
}

std::vector<std::string> property_names(const schema::EntityType& type) {
  std::vector<std::string> names;
  for (const schema::Property& property : type.properties) {
    names.push_back(property.name);
  }
  return names;
}

std::vector<std::string> readable_names(const Context& context, VarId variable) {
  std::vector<std::string> names;
  const VariableInfo& info = context.symbols.variables[variable];
  if (info.types.empty()) {
    return names;
  }
  for (const std::string& name : property_names(*info.types[0])) {
    if (readable_property(context, variable, name)) {
      names.push_back(name);
    }
  }
  return names;
}

std::string type_name(const Context& context, VarId variable) {
  const VariableState& state = context.symbols.states[variable];
  if (state.interface != nullptr) {
    return state.interface->name;
  }
  if (state.any_node) {
    return "Node";
  }
  const VariableInfo& info = context.symbols.variables[variable];
  ValueType type;
  type.kind = info.kind;
  type.entities = info.types;
  return to_string(type);
}

std::optional<MetaField> meta_field(std::string_view name) {
  if (name == "id") {
    return MetaField::kId;
  }
  if (name == "src") {
    return MetaField::kSrc;
  }
  if (name == "dst") {
    return MetaField::kDst;
  }
  return name == "type" ? std::optional(MetaField::kType) : std::nullopt;
}

void report_unreadable(Context& context,
                       VarId variable,
                       std::string_view name,
                       SourceSpan name_span,
                       SourceSpan span) {
  if (report_edge_as_property(context, variable, name, span)) {
    return;
  }
  const VariableInfo& info = context.variable(variable);
  Diagnostic& diagnostic = context.findings.error(
      codes::kUnboundOrNoProperty,
      span,
      format("type `{}` has no property `{}`", type_name(context, variable), name));
  const std::optional<MetaField> meta = meta_field(name);
  const bool has_meta = meta && (info.kind == ValueKind::kEdge || *meta == MetaField::kId ||
                                 *meta == MetaField::kType);
  if (has_meta) {
    diagnostic.fix = format("write `${}.@{}`", info.name, name);
    diagnostic.edits = {TextEdit{name_span, "@" + std::string(name)}};
    diagnostic.applicability = Applicability::kMachineApplicable;
    return;
  }
  if (context.findings.suggest(diagnostic, name, name_span, readable_names(context, variable))) {
    return;
  }
  const std::string owners = types_with(context, variable, name);
  if (!owners.empty()) {
    const std::string first = owners.substr(0, owners.find(','));
    diagnostic.fix =
        info.kind == ValueKind::kEdge
            ? format("`{}` is a property of {} only", name, owners)
            : format("`{}` exists on {}; add `${}: {}`", name, owners, info.name, first);
  }
}

}  // namespace omnigraph::query::types
