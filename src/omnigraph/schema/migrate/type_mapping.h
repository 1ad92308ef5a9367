// TypeMapping: where the tables and properties of one schema are in another one that came from it:
// under the same name, or renamed (@rename_from), or gone. What a merge needs to compare rows that
// were written under different schemas, and what the planner starts from.
//
// A name that both schemas have is the same thing in both; @rename_from counts only where the new
// name was not there and the old one is no more. Renames that followed one another (A to B, later B
// to C) cannot be told from the two schemas alone: where both states are at hand,
// graph/evolve/map_tables.h tells them by what the tables say.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

struct MappedTable {
  std::string table_key;                          // in the later schema
  std::map<std::string, std::string> properties;  // earlier → later name; those gone are missing
};

struct TypeMapping {
  std::map<std::string, MappedTable> tables;  // by the earlier table key; those gone are missing

  // Null if the type is gone.
  const MappedTable* find(const std::string& table_key) const;
  // Nothing if the type or the property is gone.
  std::optional<std::string> property(const std::string& table_key,
                                      const std::string& property) const;
};

TypeMapping map_types(const Catalog& from, const Catalog& to);

// The name in the earlier schema that `annotations` claim, by @rename_from; empty if none.
std::string renamed_from(const std::vector<Annotation>& annotations);

// The property of `before` that `property` of `after` is: of the same name, or renamed from it.
// Null: it is new.
const Property* earlier_property(const std::vector<Property>& before,
                                 const std::vector<Property>& after,
                                 const Property& property);
// The same for types; `before` and `after` are of one kind.
const EntityType* earlier_type(const std::vector<EntityType>& before,
                               const std::vector<EntityType>& after,
                               const EntityType& type);

}  // namespace omnigraph::schema
