#include "omnigraph/schema/migrate/type_mapping.h"

#include <algorithm>

namespace omnigraph::schema {
namespace {

template <typename T>
const T* find_named(const std::vector<T>& list, std::string_view name) {
  const auto at =
      std::find_if(list.begin(), list.end(), [&](const T& item) { return item.name == name; });
  return at == list.end() ? nullptr : &*at;
}

// Properties and types follow one rule.
template <typename T>
const T* earlier(const std::vector<T>& before, const std::vector<T>& after, const T& item) {
  if (const T* same = find_named(before, item.name)) {
    return same;
  }
  const std::string old_name = renamed_from(item.annotations);
  if (old_name.empty() || find_named(after, old_name) != nullptr) {
    return nullptr;
  }
  return find_named(before, old_name);
}

void map_list(const std::vector<EntityType>& before,
              const std::vector<EntityType>& after,
              TypeMapping* mapping) {
  for (const EntityType& type : after) {
    const EntityType* was = earlier_type(before, after, type);
    if (was == nullptr) {
      continue;
    }
    const auto [at, added] = mapping->tables.try_emplace(was->table_key);
    if (!added) {
      continue;  // two claim it: the first has it
    }
    at->second.table_key = type.table_key;
    for (const Property& property : type.properties) {
      if (const Property* old = earlier_property(was->properties, type.properties, property)) {
        at->second.properties.try_emplace(old->name, property.name);
      }
    }
  }
}

}  // namespace

const MappedTable* TypeMapping::find(const std::string& table_key) const {
  const auto at = tables.find(table_key);
  return at == tables.end() ? nullptr : &at->second;
}

std::optional<std::string> TypeMapping::property(const std::string& table_key,
                                                 const std::string& property) const {
  const MappedTable* table = find(table_key);
  if (table == nullptr) {
    return std::nullopt;
  }
  const auto at = table->properties.find(property);
  return at == table->properties.end() ? std::nullopt : std::optional(at->second);
}

TypeMapping map_types(const Catalog& from, const Catalog& to) {
  TypeMapping mapping;
  map_list(from.nodes(), to.nodes(), &mapping);
  map_list(from.edges(), to.edges(), &mapping);
  return mapping;
}

std::string renamed_from(const std::vector<Annotation>& annotations) {
  for (const Annotation& annotation : annotations) {
    if (annotation.name == "rename_from" && annotation.value) {
      return *annotation.value;
    }
  }
  return "";
}

const Property* earlier_property(const std::vector<Property>& before,
                                 const std::vector<Property>& after,
                                 const Property& property) {
  return earlier(before, after, property);
}

const EntityType* earlier_type(const std::vector<EntityType>& before,
                               const std::vector<EntityType>& after,
                               const EntityType& type) {
  return earlier(before, after, type);
}

}  // namespace omnigraph::schema
