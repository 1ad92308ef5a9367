// MigrationStep: one change from the schema in force to the wanted one. Plain values; made by
// plan.h, shown to people and programs here, carried out by graph/evolve.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/migrate/constraint.h"

namespace omnigraph::schema {

enum class TypeKind : uint8_t { kInterface, kNode, kEdge };

// "interface", "node", "edge".
std::string_view type_kind_name(TypeKind kind);

struct AddType {};
struct RenameType {
  std::string from;
};
struct RemoveType {};
struct AddProperty {
  std::string property;
  PropertyType type;
  std::string default_text;  // what stored rows get, as written in @default; empty: null
};
struct RenameProperty {
  std::string from;
  std::string to;
};
struct RemoveProperty {
  std::string property;
};
struct ChangeProperty {
  std::string property;
  PropertyType from;
  PropertyType to;
};
struct AddConstraint {
  Constraint constraint;
};
struct RemoveConstraint {
  Constraint constraint;
};
struct ChangeCardinality {
  Cardinality from;
  Cardinality to;
};
struct ChangeInterfaces {
  std::vector<std::string> implements;  // sorted
};
struct UpdateTypeMetadata {
  std::vector<Annotation> annotations;  // all that the type has then
};
struct UpdatePropertyMetadata {
  std::string property;
  std::vector<Annotation> annotations;
};
// The plan cannot be applied.
struct Unsupported {
  std::string entity;  // "node:Person", "node:Person.age"
  std::string reason;
};

struct MigrationStep {
  TypeKind type_kind = TypeKind::kNode;
  std::string type_name;  // as wanted; of what is removed, as it was
  std::variant<AddType,
               RenameType,
               RemoveType,
               AddProperty,
               RenameProperty,
               RemoveProperty,
               ChangeProperty,
               AddConstraint,
               RemoveConstraint,
               ChangeCardinality,
               ChangeInterfaces,
               UpdateTypeMetadata,
               UpdatePropertyMetadata,
               Unsupported>
      change;
  // Neither: only metadata changes, at a cost that does not grow with the rows.
  bool rewrites = false;   // a column of every stored row is written
  bool validates = false;  // every stored row is read: one that does not fit refuses the apply
};

// {"kind":"add_property","type_kind":"node",…,"effect":["rewrite"]}; the members of each kind are
// in docs/guide/schema-changes.md.
void write_json(JsonWriter& json, const MigrationStep& step);

// One line: "add property 'Person.nick' (String?) on node 'Person'".
std::string to_text(const MigrationStep& step);

}  // namespace omnigraph::schema
