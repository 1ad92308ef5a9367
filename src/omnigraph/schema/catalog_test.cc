#include "omnigraph/schema/catalog.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace omnigraph::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Catalog catalog_with_edges(const std::vector<std::string>& names) {
  Catalog::Parts parts;
  EntityType node;
  node.name = "Person";
  parts.nodes.push_back(node);
  for (const std::string& name : names) {
    EntityType edge;
    edge.kind = EntityKind::kEdge;
    edge.name = name;
    parts.edges.push_back(edge);
  }
  return Catalog(std::move(parts));
}

std::vector<std::string> found(const Catalog& catalog, std::string_view name) {
  std::vector<std::string> names;
  for (const EntityType* edge : catalog.find_edges(name)) {
    names.push_back(edge->name);
  }
  return names;
}

TEST(Catalog, FindsEdgesWithoutRegardToCase) {
  const Catalog catalog = catalog_with_edges({"Knows", "WorksAt"});
  EXPECT_THAT(found(catalog, "Knows"), ElementsAre("Knows"));
  EXPECT_THAT(found(catalog, "knows"), ElementsAre("Knows"));
  EXPECT_THAT(found(catalog, "KNOWS"), ElementsAre("Knows"));
  EXPECT_THAT(found(catalog, "worksAt"), ElementsAre("WorksAt"));
  EXPECT_THAT(found(catalog, "unknown"), IsEmpty());
  EXPECT_THAT(found(catalog, ""), IsEmpty());
}

TEST(Catalog, IgnoresUnderscoresInTheLastStepOnly) {
  const Catalog catalog = catalog_with_edges({"HAS_FEATURE", "HasParent", "Has_Parent"});
  EXPECT_THAT(found(catalog, "hasFeature"), ElementsAre("HAS_FEATURE"));
  EXPECT_THAT(found(catalog, "hAS_FEATURE"), ElementsAre("HAS_FEATURE"));
  EXPECT_THAT(found(catalog, "hasparent"), ElementsAre("HasParent"));
  EXPECT_THAT(found(catalog, "has_parent"), ElementsAre("Has_Parent"));
  EXPECT_THAT(found(catalog, "h_asparent"), ElementsAre("HasParent", "Has_Parent"));
}

TEST(Catalog, SurvivesAnyBytesInNames) {
  const Catalog catalog = catalog_with_edges({"Knows"});
  EXPECT_THAT(found(catalog, "Äknows"), IsEmpty());
  EXPECT_THAT(found(catalog, "\xFF\xC3"), IsEmpty());
  EXPECT_EQ(catalog.find_node("É"), nullptr);
}

TEST(Catalog, FindsTablesByKey) {
  const Catalog catalog = catalog_with_edges({"Knows"});
  ASSERT_NE(catalog.find_table("node:Person"), nullptr);
  EXPECT_EQ(catalog.find_table("node:Person"), catalog.find_node("Person"));
  EXPECT_EQ(catalog.find_table("edge:Knows"), catalog.find_edge("Knows"));
  for (const char* key : {"edge:Person", "node:Knows", "Person", "node:", "node:person", ""}) {
    EXPECT_EQ(catalog.find_table(key), nullptr) << key;
  }
}

TEST(Catalog, NamesTypesAsTheyAreWritten) {
  PropertyType type;
  type.nullable = true;
  EXPECT_EQ(to_string(type), "String?");
  type.enum_values = {"a", "b"};
  EXPECT_EQ(to_string(type), "enum(a, b)?");
  type = PropertyType();
  type.scalar = ScalarKind::kVector;
  type.dimension = 4;
  EXPECT_EQ(to_string(type), "Vector(4)");
}

TEST(Catalog, KnowsWhichTypesAreNumbers) {
  for (const ScalarKind kind : {ScalarKind::kI32,
                                ScalarKind::kI64,
                                ScalarKind::kU32,
                                ScalarKind::kU64,
                                ScalarKind::kF32,
                                ScalarKind::kF64}) {
    EXPECT_TRUE(is_numeric(kind)) << scalar_name(kind);
  }
  for (const ScalarKind kind : {ScalarKind::kString,
                                ScalarKind::kBlob,
                                ScalarKind::kBool,
                                ScalarKind::kDate,
                                ScalarKind::kDateTime,
                                ScalarKind::kVector}) {
    EXPECT_FALSE(is_numeric(kind)) << scalar_name(kind);
  }
}

}  // namespace
}  // namespace omnigraph::schema
