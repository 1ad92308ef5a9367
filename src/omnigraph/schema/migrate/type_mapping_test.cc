#include "omnigraph/schema/migrate/type_mapping.h"

#include <gtest/gtest.h>

#include "omnigraph/schema/compile.h"
#include "omnigraph/schema/migrate/schema_ir.h"

namespace omnigraph::schema {
namespace {

CatalogPtr mapped_schema(std::string_view source) {
  auto compiled = compile_schema(source);
  EXPECT_TRUE(compiled.ok()) << compiled.error().message();
  return *compiled;
}

TEST(TypeMapping, FollowsNamesAndRenamesAndLeavesOutWhatIsGone) {
  const auto from = mapped_schema(
      "node Person { name: String age: I32? nick: String? }\n"
      "node Old { a: String }\nedge Knows: Person -> Person { since: Date? }");
  const auto to = mapped_schema(
      "node Human @rename_from(\"Person\") { full_name: String @rename_from(\"name\") age: I32? }\n"
      "edge Knows: Human -> Human { since: Date? }");
  const TypeMapping mapping = map_types(*from, *to);
  EXPECT_EQ(mapping.tables.size(), 2U);
  ASSERT_NE(mapping.find("node:Person"), nullptr);
  EXPECT_EQ(mapping.find("node:Person")->table_key, "node:Human");
  EXPECT_EQ(mapping.property("node:Person", "name"), "full_name");
  EXPECT_EQ(mapping.property("node:Person", "age"), "age");
  EXPECT_EQ(mapping.property("node:Person", "nick"), std::nullopt);
  EXPECT_EQ(mapping.property("edge:Knows", "since"), "since");
  EXPECT_EQ(mapping.find("node:Old"), nullptr);
}

TEST(TypeMapping, ANameThatIsThereWinsOverARename) {
  const auto from = mapped_schema("node T { a: String b: String }");
  const auto to = mapped_schema("node T { b: String @rename_from(\"a\") }");
  EXPECT_EQ(map_types(*from, *to).property("node:T", "a"), std::nullopt);
  EXPECT_EQ(map_types(*from, *to).property("node:T", "b"), "b");
}

TEST(SameSchema, LooksThroughCommentsOrderAndOldRenames) {
  const auto a = mapped_schema(
      "node A { x: String @unique y: enum(b, a) @description(\"d\") }\nnode B { }\n"
      "edge E: A -> B @card(0..2)");
  const auto b = mapped_schema(
      "// moved\nnode B { }\nedge E: A -> B @card(0..2)\n"
      "node A @rename_from(\"Z\") { y: enum(a, b) @description(\"d\") x: String @unique(x) }");
  EXPECT_TRUE(same_schema(*a, *b)) << schema_ir(*a) << "\n" << schema_ir(*b);
  for (const char* other : {"node A { x: String @unique y: enum(b, a) }\nnode B { }\n"
                            "edge E: A -> B @card(0..2)",
                            "node A { x: String @unique y: enum(b, a) @description(\"d\") }\n"
                            "node B { }\nedge E: A -> B @card(0..3)"}) {
    EXPECT_FALSE(same_schema(*a, *mapped_schema(other))) << other;
  }
}

}  // namespace
}  // namespace omnigraph::schema
