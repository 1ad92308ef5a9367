// @unique and @card in mutations: at the end of the query, for what it touched.
#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine {
namespace {

using testing::load;
using testing::test_options;

const char* const kConstrainedSchema = R"(
node Person {
  name: String @key
  email: String? @unique
  first: String?
  last: I32?
  @unique(first, last)
}
node Job { title: String @key }
edge Has: Person -> Job @card(0..1) { note: String? }
edge Wants: Person -> Job @card(2..)
edge Once: Person -> Job { @unique(src, dst) }
)";

class Constraints : public ::testing::Test {
 protected:
  io::MemoryStore store;
  std::unique_ptr<Engine> engine;

  void SetUp() override {
    engine = *Engine::init_on(store, kConstrainedSchema, test_options());
    ASSERT_TRUE(load(*engine, R"({"type":"Person","data":{"name":"a","email":"a@x"}}
{"type":"Person","data":{"name":"b","email":"b@x","first":"f","last":1}}
{"type":"Person","data":{"name":"c"}}
{"type":"Job","data":{"title":"j"}}
{"type":"Job","data":{"title":"k"}}
{"type":"Job","data":{"title":"l"}}
)")
                    .ok());
  }
  // "" if it succeeds, else the message; a refused change leaves no commit.
  std::string change(const std::string& statements) {
    const size_t before = engine->commits("main", 1000)->size();
    const auto answer = testing::change(*engine, statements);
    if (answer.ok()) {
      return "";
    }
    EXPECT_EQ(answer.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(engine->commits("main", 1000)->size(), before);
    const auto* detail = std::get_if<ConstraintDetail>(&answer.error().detail());
    detail_ = detail == nullptr ? ConstraintDetail() : *detail;
    return answer.error().message();
  }
  ConstraintDetail detail_;
};

TEST_F(Constraints, UniqueAgainstStoredRowsWithPlaceAndRows) {
  EXPECT_EQ(change("insert Job { title: \"m\" }\n  insert Person { name: \"d\", email: \"b@x\" }"),
            "R133: @unique violation on Person.email: value 'b@x' appears in rows 'b' and 'd'");
  EXPECT_EQ(detail_.rule, "unique");
  EXPECT_EQ(detail_.properties, std::vector<std::string>{"email"});
  EXPECT_EQ(detail_.values, std::vector<std::string>{"b@x"});
  EXPECT_EQ(detail_.ids, (std::vector<std::string>{"b", "d"}));
  ASSERT_EQ(detail_.diagnostics.size(), 1U);
  EXPECT_EQ(detail_.diagnostics[0].code, "R133");
  ASSERT_TRUE(detail_.diagnostics[0].position.has_value());
  EXPECT_EQ(detail_.diagnostics[0].position->line, 3U);
  EXPECT_EQ(detail_.diagnostics[0].position->column, 3U);
}

TEST_F(Constraints, UniqueWithinOneQuery) {
  EXPECT_EQ(change(R"(insert Person { name: "d", email: "e" }
                      insert Person { name: "e", email: "e" })"),
            "R133: @unique violation on Person.email: value 'e' appears in rows 'd' and 'e'");
  EXPECT_NE(change(R"(update Person set { email: "same" } where name != "c")"), "");
  EXPECT_EQ(change(R"(update Person set { email: "same" } where name = "c")"), "");
}

TEST_F(Constraints, UniqueHoldsAtTheEndSoThatValuesCanBeSwapped) {
  EXPECT_EQ(change(R"(update Person set { email: "b@x" } where name = "a"
                      update Person set { email: "a@x" } where name = "b")"),
            "");
  EXPECT_EQ(change(R"(insert Person { name: "d", email: "b@x" }
                      delete Person where name = "a")"),
            "");
  EXPECT_EQ(change(R"(insert Person { name: "z", email: "b@x" }
                      delete Person where name = "z"
                      insert Person { name: "y", email: "y" })"),
            "");
}

TEST_F(Constraints, UniqueSparesNullsAndComparesComposites) {
  EXPECT_EQ(change(R"(insert Person { name: "d" } insert Person { name: "e", first: "f" })"), "");
  EXPECT_EQ(change(R"(insert Person { name: "g", first: "f", last: 2 })"), "");
  EXPECT_EQ(change(R"(update Person set { last: 1 } where name = "g")"),
            "R133: @unique violation on Person.(first, last): value 'f', '1' appears in rows 'b' "
            "and 'g'");
  EXPECT_EQ(change(R"(insert Once { from: "a", to: "j" } insert Once { from: "a", to: "k" }
                      insert Once { from: "b", to: "j" })"),
            "");
  EXPECT_NE(change(R"(insert Once { from: "a", to: "k" })"), "");
}

TEST_F(Constraints, UpsertThatKeepsItsOwnValueIsFine) {
  EXPECT_EQ(change(R"(insert Person { name: "a", email: "a@x", first: "q" })"), "");
  EXPECT_EQ(change(R"(update Person set { email: "a@x" } where name = "a")"), "");
}

TEST_F(Constraints, CardinalityMaximum) {
  EXPECT_EQ(change(R"(insert Has { from: "a", to: "j" })"), "");
  EXPECT_EQ(change(R"(insert Has { from: "a", to: "k" })"),
            "R134: @card violation on edge Has: source 'a' has 2 edges (max 1)");
  EXPECT_EQ(detail_.rule, "card");
  EXPECT_EQ(detail_.values, std::vector<std::string>{"a"});
  ASSERT_EQ(detail_.diagnostics.size(), 1U);
  EXPECT_EQ(detail_.diagnostics[0].position->line, 2U);
  // One goes, one comes.
  EXPECT_EQ(change(R"(insert Has { from: "a", to: "k" } delete Has where to = "j")"), "");
  EXPECT_EQ(change(R"(update Has set { note: "n" } where from = "a")"), "");
}

TEST_F(Constraints, CardinalityMinimumAtTheEndOfTheQuery) {
  EXPECT_EQ(change(R"(insert Wants { from: "a", to: "j" })"),
            "R134: @card violation on edge Wants: source 'a' has 1 edges (min 2)");
  EXPECT_EQ(change(R"(insert Wants { from: "a", to: "j" } insert Wants { from: "a", to: "k" })"),
            "");
  EXPECT_EQ(change(R"(delete Wants where to = "j")"),
            "R134: @card violation on edge Wants: source 'a' has 1 edges (min 2)");
  EXPECT_EQ(detail_.diagnostics[0].position->line, 2U);
  // Cascades count; a source without edges is exempt.
  EXPECT_NE(change(R"(delete Job where title = "j")"), "");
  EXPECT_EQ(change(R"(delete Wants where from = "a")"), "");
  EXPECT_EQ(change(R"(insert Wants { from: "b", to: "j" } insert Wants { from: "b", to: "k" }
                      delete Person where name = "b")"),
            "");
}

}  // namespace
}  // namespace omnigraph::engine
