#include "omnigraph/exec/mutate/table_sets.h"

#include <gtest/gtest.h>

#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::exec {
namespace {

constexpr const char* kSchema = R"(
node P { k: String @key  n: I32? }
node C { k: String @key }
edge E: P -> P { n: I32?  @key(@src, @dst) }
edge W: P -> C
)";

// "R node:P | V edge:E edge:W" of the statements.
std::string sets_of(const std::string& statements) {
  const std::string source = "query q() { " + statements + " }";
  const auto catalog = schema::compile_schema(kSchema).value();
  const auto file = query::parse_query_file(source);
  const auto query = query::check_query(catalog, file->queries[0], source);
  if (!query.ok()) {
    return query.error().message();
  }
  const TableSets sets = table_sets(**query, std::get<query::Mutation>((*query)->body));
  std::string text = "R";
  for (const std::string& key : sets.read) {
    text += " " + key;
  }
  text += " | V";
  for (const std::string& key : sets.validated) {
    text += " " + key;
  }
  return text;
}

TEST(TableSets, OfInsertsAndUpserts) {
  EXPECT_EQ(sets_of(R"(insert P { k: "a" })"), "R | V");
  EXPECT_EQ(sets_of(R"(upsert P { k: "a", n: n })"), "R | V");
  EXPECT_EQ(sets_of(R"(insert E { from: "a", to: "b" })"), "R | V node:P");
  EXPECT_EQ(sets_of(R"(upsert E { from: "a", to: "b" })"), "R | V node:P");
  EXPECT_EQ(sets_of(R"(insert W { from: "a", to: "b" })"), "R | V node:C node:P");
}

TEST(TableSets, OfUpdatesAndDeletes) {
  EXPECT_EQ(sets_of(R"(update E set { n: 1 } where from = "a")"), "R edge:E | V");
  EXPECT_EQ(sets_of(R"(delete P where n = 1)"), "R node:P | V edge:E edge:W");
}

TEST(TableSets, BlocksAreReadWhereverTheyStand) {
  EXPECT_EQ(sets_of("update P set { n: 1 } where not exists { $self w $c }"),
            "R edge:W node:C node:P | V");
  EXPECT_EQ(sets_of(R"(upsert P { k: "a", n: count { $self e $x } })"), "R edge:E node:P | V");
  EXPECT_EQ(sets_of(R"(insert C { k: "a" } return { count { $x w $self } as n })"),
            "R edge:W node:P | V");
}

}  // namespace
}  // namespace omnigraph::exec
