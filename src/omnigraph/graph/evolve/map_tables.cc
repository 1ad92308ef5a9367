#include "omnigraph/graph/evolve/map_tables.h"

#include <algorithm>

#include "omnigraph/graph/evolve/field_ids.h"

namespace omnigraph::graph {
namespace {

using schema::EntityType;
using schema::MappedTable;

// The type of `to` whose table is at `path`.
const EntityType* type_at(const Snapshot& to, const std::string& path) {
  for (const auto& [key, pin] : to.pins()) {
    if (pin.table_path == path) {
      return to.catalog()->find_table(key);
    }
  }
  return nullptr;
}

const lance::LanceField* field_named(const lance::TableManifest& manifest,
                                     const std::string& name) {
  const auto at = std::find_if(manifest.fields.begin(),
                               manifest.fields.end(),
                               [&](const lance::LanceField& field) { return field.name == name; });
  return at == manifest.fields.end() ? nullptr : &*at;
}

void map_by_name(const EntityType& from, const EntityType& to, MappedTable* mapped) {
  for (const schema::Property& property : from.properties) {
    if (to.find_property(property.name) != nullptr) {
      mapped->properties[property.name] = property.name;
    }
  }
}

void map_by_field(const EntityType& from,
                  const lance::TableManifest& before,
                  const EntityType& to,
                  const lance::TableManifest& after,
                  MappedTable* mapped) {
  for (const schema::Property& property : from.properties) {
    const lance::LanceField* field = field_named(before, property.name);
    for (const lance::LanceField& candidate : after.fields) {
      const std::vector<int32_t> ids = ids_of(candidate);
      if (field != nullptr && to.find_property(candidate.name) != nullptr &&
          std::find(ids.begin(), ids.end(), field->id) != ids.end()) {
        mapped->properties[property.name] = candidate.name;
      }
    }
  }
}

}  // namespace

Result<schema::TypeMapping> map_tables(const Snapshot& from, const Snapshot& to) {
  schema::TypeMapping mapping;
  for (const auto& [key, pin] : from.pins()) {
    const EntityType* was = from.catalog()->find_table(key);
    if (was == nullptr) {
      continue;
    }
    const EntityType* is = type_at(to, pin.table_path);
    const bool same_table = is != nullptr;
    is = same_table ? is : to.catalog()->find_table(key);
    if (is == nullptr) {
      continue;
    }
    MappedTable& mapped = mapping.tables[key];
    mapped.table_key = is->table_key;
    const Pin* later = to.find_pin(is->table_key);
    if (!same_table || later == nullptr || later->manifest == pin.manifest) {
      map_by_name(*was, *is, &mapped);
      continue;
    }
    OG_ASSIGN_OR_RETURN(const ManifestPtr before, from.manifest(pin));
    OG_ASSIGN_OR_RETURN(const ManifestPtr after, to.manifest(*later));
    map_by_field(*was, *before, *is, *after, &mapped);
  }
  return mapping;
}

}  // namespace omnigraph::graph
