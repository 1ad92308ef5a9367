// The schema as JSON in one canonical form: everything sorted, comments and order of declarations
// gone, @key, @unique and @index as constraints. Steps of a migration show their parts in it, and
// two schemas are the same if their texts are.
//
//   {"interfaces":[{"name","properties"}],
//    "nodes":[{"name","annotations","implements","properties","constraints"}],
//    "edges":[{"name","from_type","to_type","cardinality","annotations","properties",
//              "constraints"}]}
//   property    {"name","prop_type":{"scalar","nullable","list","enum_values"},"annotations"}
//   scalar      "String" … or {"Vector":4};  enum_values null or sorted
//   annotation  {"name","value"};  constraint  {"Unique":["a"]},
//               {"Range":{"property","min","max"}} with bounds {"Integer":1} or {"Float":1.5}
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/migrate/constraint.h"

namespace omnigraph::schema {

void write_json(JsonWriter& json, const PropertyType& type);
void write_json(JsonWriter& json, const Constraint& constraint);
void write_json(JsonWriter& json, const Cardinality& cardinality);
void write_json(JsonWriter& json, const std::vector<Annotation>& annotations);

// By name and value, without those that constraints stand for (key, unique, index) and
// rename_from, which means nothing once the rename is done.
std::vector<Annotation> lasting_annotations(const std::vector<Annotation>& annotations);

std::string schema_ir(const Catalog& catalog);

// The same schema apart from comments, layout and the order of what it declares.
bool same_schema(const Catalog& a, const Catalog& b);

}  // namespace omnigraph::schema
