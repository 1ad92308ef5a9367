// What @default, @auto and the keys of edges mean once they are accepted.
#include <gtest/gtest.h>

#include "omnigraph/base/time.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::schema {
namespace {

CatalogPtr compiled_schema(std::string_view source) {
  auto catalog = compile_schema(source);
  EXPECT_TRUE(catalog.ok()) << (catalog.ok() ? "" : catalog.error().message());
  return catalog.ok() ? *catalog : nullptr;
}

// The default of property `p` of node A, declared as `declaration`.
DefaultValue default_of(const std::string& declaration) {
  const CatalogPtr catalog = compiled_schema("node A { p: " + declaration + " }");
  const Property* property = catalog->find_node("A")->find_property("p");
  EXPECT_TRUE(property->fills_itself());
  return property->default_value.value_or(DefaultValue());
}

columnar::ArrayPtr constant_of(const std::string& declaration) {
  const DefaultValue value = default_of(declaration);
  EXPECT_EQ(value.kind, DefaultValue::Kind::kConstant);
  EXPECT_EQ(value.constant->length(), 1U);
  EXPECT_EQ(value.constant->null_count(), 0U);
  return value.constant;
}

TEST(Defaults, AreCellsOfTheirProperty) {
  EXPECT_TRUE(constant_of("Bool @default(true)")->bool_at(0));
  EXPECT_EQ(constant_of("String @default(\"a\\nb\")")->string_at(0), "a\nb");
  EXPECT_EQ(constant_of("I32? @default(-7)")->value_at<int32_t>(0), -7);
  EXPECT_EQ(constant_of("I64 @default(-9223372036854775808)")->value_at<int64_t>(0), INT64_MIN);
  EXPECT_EQ(constant_of("U64 @default(18446744073709551615)")->value_at<uint64_t>(0), UINT64_MAX);
  EXPECT_EQ(constant_of("F32 @default(2)")->value_at<float>(0), 2.0F);
  EXPECT_EQ(constant_of("F64 @default(-2.5e3)")->value_at<double>(0), -2500.0);
  EXPECT_EQ(constant_of("Date @default(\"1970-01-03\")")->value_at<int32_t>(0), 2);
  EXPECT_EQ(constant_of("Date @default(date(\"1970-01-03\"))")->value_at<int32_t>(0), 2);
  EXPECT_EQ(
      constant_of("DateTime @default(datetime(\"1970-01-01T00:00:01Z\"))")->value_at<int64_t>(0),
      1000);
}

TEST(Defaults, OfEnumsAreTheirValues) {
  EXPECT_EQ(constant_of("enum(open, in-work) @default(open)")->string_at(0), "open");
  EXPECT_EQ(constant_of("enum(open, in-work) @default(in-work)")->string_at(0), "in-work");
  EXPECT_EQ(constant_of("enum(open, in-work) @default(\"in-work\")")->string_at(0), "in-work");
}

TEST(Defaults, CanBeLists) {
  const columnar::ArrayPtr list = constant_of("[I32] @default([1, -2,])");
  ASSERT_EQ(list->list_end(0) - list->list_begin(0), 2U);
  EXPECT_EQ(list->child(0).value_at<int32_t>(1), -2);
  const columnar::ArrayPtr empty = constant_of("[String] @default([])");
  EXPECT_EQ(empty->list_end(0), empty->list_begin(0));
  EXPECT_EQ(constant_of("Vector(2) @default([0.5, 1])")->length(), 1U);
}

TEST(Defaults, CanBeMadeAnew) {
  EXPECT_EQ(default_of("DateTime @default(now())").kind, DefaultValue::Kind::kNow);
  EXPECT_EQ(default_of("Date @default(today())").kind, DefaultValue::Kind::kToday);
  EXPECT_EQ(default_of("String @key @default(uuid())").kind, DefaultValue::Kind::kUuid);
}

TEST(Automatic, TimesAreThoseOfWrites) {
  const CatalogPtr catalog = compiled_schema(
      "interface Dated { made: DateTime @auto(created) } node A implements Dated { changed: "
      "DateTime? @auto(updated) } edge E: A -> A { made: DateTime @auto(created) }");
  EXPECT_EQ(catalog->find_node("A")->find_property("made")->automatic, Automatic::kCreated);
  EXPECT_EQ(catalog->find_node("A")->find_property("changed")->automatic, Automatic::kUpdated);
  EXPECT_EQ(catalog->find_edge("E")->find_property("made")->automatic, Automatic::kCreated);
}

TEST(EdgeKeys, BeginWithTheEnds) {
  const CatalogPtr catalog = compiled_schema(
      "node A {} edge E: A -> A { q: I32 p: String @key(p, @dst, q, @src) } edge F: A -> A "
      "@key(src, dst)");
  const EntityType& edge = *catalog->find_edge("E");
  EXPECT_EQ(edge.key, (std::vector<std::string>{"@src", "@dst", "p", "q"}));
  EXPECT_EQ(edge.column_of("@src"), 1U);
  EXPECT_EQ(edge.column_of("@dst"), 2U);
  EXPECT_EQ(edge.column_of("q"), 4U);
  EXPECT_EQ(edge.column_of("r"), SIZE_MAX);
  EXPECT_EQ(catalog->find_edge("F")->key, (std::vector<std::string>{"@src", "@dst"}));
}

}  // namespace
}  // namespace omnigraph::schema
