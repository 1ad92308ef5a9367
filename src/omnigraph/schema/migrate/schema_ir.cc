#include "omnigraph/schema/migrate/schema_ir.h"

#include <algorithm>
#include <tuple>

namespace omnigraph::schema {
namespace {

void write_strings(JsonWriter& json, const std::vector<std::string>& strings) {
  json.begin_array();
  for (const std::string& text : strings) {
    json.string(text);
  }
  json.end_array();
}

void write_bound(JsonWriter& json, std::string_view name, const std::optional<RangeBound>& bound) {
  json.key(name);
  if (!bound) {
    json.null();
    return;
  }
  json.begin_object();
  if (const auto* integer = std::get_if<int64_t>(&*bound)) {
    json.member("Integer", *integer);
  } else {
    json.key("Float");
    json.float64(std::get<double>(*bound));
  }
  json.end_object();
}

template <typename T>
std::vector<const T*> by_name(const std::vector<T>& list) {
  std::vector<const T*> sorted;
  for (const T& item : list) {
    sorted.push_back(&item);
  }
  std::sort(sorted.begin(), sorted.end(), [](const T* a, const T* b) { return a->name < b->name; });
  return sorted;
}

void write_properties(JsonWriter& json, const std::vector<Property>& properties) {
  json.key("properties");
  json.begin_array();
  for (const Property* property : by_name(properties)) {
    json.begin_object();
    json.member("name", property->name);
    json.key("prop_type");
    write_json(json, property->type);
    json.key("annotations");
    write_json(json, lasting_annotations(property->annotations));
    json.end_object();
  }
  json.end_array();
}

void write_type(JsonWriter& json, const EntityType& type) {
  json.begin_object();
  json.member("name", type.name);
  if (type.is_edge()) {
    json.member("from_type", type.from_type);
    json.member("to_type", type.to_type);
    json.key("cardinality");
    write_json(json, type.cardinality);
  }
  json.key("annotations");
  write_json(json, lasting_annotations(type.annotations));
  if (!type.is_edge()) {
    std::vector<std::string> implements = type.implements;
    std::sort(implements.begin(), implements.end());
    json.key("implements");
    write_strings(json, implements);
  }
  write_properties(json, type.properties);
  json.key("constraints");
  json.begin_array();
  for (const Constraint& constraint : constraints_of(type)) {
    write_json(json, constraint);
  }
  json.end_array();
  json.end_object();
}

}  // namespace

void write_json(JsonWriter& json, const PropertyType& type) {
  json.begin_object();
  json.key("scalar");
  if (type.scalar == ScalarKind::kVector) {
    json.begin_object();
    json.member("Vector", type.dimension);
    json.end_object();
  } else {
    json.string(scalar_name(type.scalar));
  }
  json.member("nullable", type.nullable);
  json.member("list", type.list);
  json.key("enum_values");
  if (type.is_enum()) {
    write_strings(json, type.enum_values);
  } else {
    json.null();
  }
  json.end_object();
}

void write_json(JsonWriter& json, const Constraint& constraint) {
  json.begin_object();
  switch (constraint.kind) {
    case Constraint::Kind::kKey:
      json.key("Key");
      write_strings(json, constraint.columns);
      break;
    case Constraint::Kind::kUnique:
      json.key("Unique");
      write_strings(json, constraint.columns);
      break;
    case Constraint::Kind::kIndex:
      json.key("Index");
      write_strings(json, constraint.columns);
      break;
    case Constraint::Kind::kRange:
      json.key("Range");
      json.begin_object();
      json.member("property", constraint.columns[0]);
      write_bound(json, "min", constraint.min);
      write_bound(json, "max", constraint.max);
      json.end_object();
      break;
    case Constraint::Kind::kCheck:
      json.key("Check");
      json.begin_object();
      json.member("property", constraint.columns[0]);
      json.member("pattern", constraint.pattern);
      json.end_object();
      break;
  }
  json.end_object();
}

void write_json(JsonWriter& json, const Cardinality& cardinality) {
  json.begin_object();
  json.member("min", cardinality.min);
  json.key("max");
  if (cardinality.max) {
    json.unsigned_integer(*cardinality.max);
  } else {
    json.null();
  }
  json.end_object();
}

void write_json(JsonWriter& json, const std::vector<Annotation>& annotations) {
  json.begin_array();
  for (const Annotation& annotation : annotations) {
    json.begin_object();
    json.member("name", annotation.name);
    json.key("value");
    if (annotation.value) {
      json.string(*annotation.value);
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

std::vector<Annotation> lasting_annotations(const std::vector<Annotation>& annotations) {
  std::vector<Annotation> lasting;
  for (const Annotation& annotation : annotations) {
    const std::string& name = annotation.name;
    if (name != "key" && name != "unique" && name != "index" && name != "rename_from") {
      lasting.push_back(annotation);
    }
  }
  std::sort(lasting.begin(), lasting.end(), [](const Annotation& a, const Annotation& b) {
    return std::tie(a.name, a.value) < std::tie(b.name, b.value);
  });
  return lasting;
}

std::string schema_ir(const Catalog& catalog) {
  JsonWriter json;
  json.begin_object();
  json.key("interfaces");
  json.begin_array();
  for (const InterfaceType* type : by_name(catalog.interfaces())) {
    json.begin_object();
    json.member("name", type->name);
    write_properties(json, type->properties);
    json.end_object();
  }
  json.end_array();
  json.key("nodes");
  json.begin_array();
  for (const EntityType* type : by_name(catalog.nodes())) {
    write_type(json, *type);
  }
  json.end_array();
  json.key("edges");
  json.begin_array();
  for (const EntityType* type : by_name(catalog.edges())) {
    write_type(json, *type);
  }
  json.end_array();
  json.end_object();
  return json.take();
}

bool same_schema(const Catalog& a, const Catalog& b) {
  return schema_ir(a) == schema_ir(b);
}

}  // namespace omnigraph::schema
