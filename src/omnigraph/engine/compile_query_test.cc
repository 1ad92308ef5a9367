#include "omnigraph/engine/compile_query.h"

#include <gtest/gtest.h>

#include "omnigraph/query/testing/check_text.h"

namespace omnigraph::engine {
namespace {

constexpr std::string_view kSchema = "node P { k: String @key }";
constexpr std::string_view kTexts =
    "query a() { match { $p: P } return { $p.k } }\n"
    "query b() { match { $p: P } return { count($p) as n } }\n"
    "query c() { insert P { k: \"x\" } }\n";

TEST(CompileQuery, KeepsWhatItCompiledPerCatalogNameAndText) {
  graph::ReadCache cache(size_t{1} << 20);
  const schema::CatalogPtr catalog = query::testing::schema_of(kSchema);
  const auto get = [&](const std::string& name, std::string_view source) {
    return compile_query(cache, catalog, source, name, Door::kRead).value();
  };
  const query::CheckedQueryPtr a = get("a", kTexts);
  EXPECT_EQ(get("a", kTexts), a);
  EXPECT_EQ(get("b", kTexts)->name, "b");
  EXPECT_NE(get("a", std::string(kTexts) + " "), a);
  const schema::CatalogPtr other = query::testing::schema_of(kSchema);
  const auto of_other = compile_query(cache, other, kTexts, "a", Door::kRead).value();
  EXPECT_NE(of_other, a);
  EXPECT_EQ(of_other->catalog, other);
}

TEST(CompileQuery, KeepsNoErrorsAndTellsTheDoorsApart) {
  graph::ReadCache cache(size_t{1} << 20);
  const schema::CatalogPtr catalog = query::testing::schema_of(kSchema);
  ASSERT_TRUE(compile_query(cache, catalog, kTexts, "c", Door::kChange).ok());
  const auto wrong_door = compile_query(cache, catalog, kTexts, "c", Door::kRead);
  ASSERT_FALSE(wrong_door.ok());
  EXPECT_EQ(wrong_door.error().code(), ErrorCode::kInvalidArgument);
  const size_t bytes = cache.byte_size();
  EXPECT_FALSE(compile_query(cache, catalog, "query a() { match }", "", Door::kRead).ok());
  EXPECT_EQ(cache.byte_size(), bytes);
}

TEST(CompileQuery, DoesNotKeepVeryLongTexts) {
  graph::ReadCache cache(size_t{1} << 30);
  const schema::CatalogPtr catalog = query::testing::schema_of(kSchema);
  const std::string text = std::string(kTexts) + std::string(size_t{1} << 20, ' ');
  const auto first = compile_query(cache, catalog, text, "a", Door::kRead).value();
  EXPECT_NE(compile_query(cache, catalog, text, "a", Door::kRead).value(), first);
  EXPECT_EQ(cache.byte_size(), 0U);
}

}  // namespace
}  // namespace omnigraph::engine
