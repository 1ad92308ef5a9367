// Any bytes as a schema: must end, must not crash, and what is accepted must stand up to being
// used.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "omnigraph/base/check.h"
#include "omnigraph/schema/compile.h"

using omnigraph::schema::CatalogPtr;
using omnigraph::schema::EntityType;

namespace {

void check_type(const omnigraph::schema::Catalog& catalog, const EntityType& type) {
  OG_CHECK(catalog.find_table(type.table_key) == &type, "a table is found by its key");
  const size_t system_columns = type.is_edge() ? 3 : 1;
  OG_CHECK(type.table_schema().size() == system_columns + type.properties.size(),
           "each property has one column");
  for (const omnigraph::schema::Property& property : type.properties) {
    const auto& given = property.default_value;
    OG_CHECK(!given || given->constant == nullptr || given->constant->length() == 1,
             "a default is one value");
  }
  for (const std::string& column : type.key) {
    OG_CHECK(type.column_of(column) != SIZE_MAX, "a key names properties and ends");
  }
  if (type.is_edge()) {
    OG_CHECK(catalog.find_node(type.from_type) != nullptr, "an edge comes from a node type");
    OG_CHECK(catalog.find_node(type.to_type) != nullptr, "an edge goes to a node type");
    OG_CHECK(!catalog.find_edges(type.name).empty(), "an edge is found by its name");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const auto result = omnigraph::schema::compile_schema_with_warnings(source);
  if (!result.ok()) {
    for (const omnigraph::Diagnostic& diagnostic : result.error().diagnostics()) {
      OG_CHECK(diagnostic.span.begin < diagnostic.span.end, "a finding has a place");
      OG_CHECK(diagnostic.span.end <= size, "a finding's place is in the text");
    }
    return 0;
  }
  const omnigraph::schema::Catalog& catalog = *result->catalog;
  OG_CHECK(catalog.source() == source, "the source is kept");
  for (const EntityType& node : catalog.nodes()) {
    check_type(catalog, node);
  }
  for (const EntityType& edge : catalog.edges()) {
    check_type(catalog, edge);
  }
  return 0;
}
