// Merges of branches whose schemas differ: what one side changed in the schema holds for the rows
// of the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/evolve/evolve_test_support.h"
#include "omnigraph/graph/merge/merge.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const char* const kOldSchema = R"(
node Person { name: String @key  age: I32?  city: String? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)";

class MergeSchemaTest : public ::testing::Test {
 protected:
  MergeSchemaTest() : one_(store_, 1), cancel_(one_.clock()) {
    EXPECT_TRUE(one_.init(kOldSchema).ok());
    put("main",
        "node:Person",
        {R"({"_id":"Alice","name":"Alice","age":30,"city":"Oslo"})",
         R"({"_id":"Bob","name":"Bob","age":40})"});
    put("main", "node:Company", {R"({"_id":"Acme","name":"Acme"})"});
    put("main", "edge:WorksAt", {R"({"_id":"w1","_src":"Alice","_dst":"Acme"})"});
    EXPECT_TRUE(create_branch(one_.graph(), "feature", head("main")).ok());
  }

  SnapshotPtr head(const std::string& branch) {
    auto head = one_.graph().head(branch);
    EXPECT_TRUE(head.ok()) << head.error().message();
    return *head;
  }
  void put(const std::string& branch,
           const std::string& key,
           const std::vector<std::string>& rows) {
    const SnapshotPtr base = head(branch);
    const auto put = one_.graph().publish(base, one_.draft(base, key, rows));
    ASSERT_TRUE(put.ok()) << put.error().message();
  }
  void evolve(const std::string& branch, const std::string& schema) {
    const SnapshotPtr base = head(branch);
    auto draft = testing::evolve_draft(one_, base, schema);
    ASSERT_TRUE(draft.ok()) << draft.error().message();
    const auto published = one_.graph().publish(base, *std::move(draft));
    ASSERT_TRUE(published.ok()) << published.error().message();
  }
  // Merges feature into main (or the other way round), which must work.
  std::string merged(const std::string& source, const std::string& target) {
    const auto report = merge_branches(one_.graph(), source, target, {}, cancel_);
    EXPECT_TRUE(report.ok()) << report.error().message();
    if (!report.ok()) {
      return {};
    }
    for (const MergeConflict& conflict : report->conflicts) {
      ADD_FAILURE() << conflict.table_key << ": " << conflict.message;
    }
    EXPECT_EQ(report->outcome, MergeOutcome::kMerged);
    EXPECT_EQ(testing::verify_text(one_), "");
    testing::TestGraph fresh(store_, 99);
    EXPECT_TRUE(fresh.open().ok());
    const auto state = fresh.graph().head(target);
    EXPECT_TRUE(state.ok()) << state.error().message();
    const auto text = testing::export_text(**state);
    EXPECT_TRUE(text.ok()) << text.error().message();
    return *text;
  }
  // Both ways from the same state: the results must be equal.
  std::string merged_both_ways() {
    EXPECT_TRUE(create_branch(one_.graph(), "main2", head("main")).ok());
    EXPECT_TRUE(create_branch(one_.graph(), "feature2", head("feature")).ok());
    const std::string text = merged("feature", "main");
    EXPECT_EQ(merged("main2", "feature2"), text);
    // And nothing is left to merge.
    const auto again = merge_branches(one_.graph(), "main", "feature", {}, cancel_);
    EXPECT_TRUE(again.ok()) << again.error().message();
    EXPECT_EQ(again->outcome, MergeOutcome::kFastForward);
    return text;
  }

  io::MemoryStore store_;
  testing::TestGraph one_;
  CancelToken cancel_;
};

TEST_F(MergeSchemaTest, ANewPropertyOnOneSideAndRowsOnTheOther) {
  evolve("feature", R"(
node Person { name: String @key  age: I32?  city: String?  email: String? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  put("feature",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":30,"city":"Oslo","email":"a@x"})"});
  put("main",
      "node:Person",
      {R"({"_id":"Carl","name":"Carl"})",
       R"({"_id":"Alice","name":"Alice","age":31,"city":"Oslo"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"("id":"Alice","age":31,"city":"Oslo","email":"a@x")"));
  EXPECT_THAT(text, HasSubstr(R"("id":"Carl","age":null,"city":null,"email":null)"));
}

TEST_F(MergeSchemaTest, ADefaultFillsTheRowsOfTheOtherSide) {
  evolve("feature", R"(
node Person { name: String @key  age: I32?  city: String?  rank: I32 @default(7) }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  put("main", "node:Person", {R"({"_id":"Carl","name":"Carl"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"("id":"Carl","age":null,"city":null,"name":"Carl","rank":7)"));
  EXPECT_THAT(text, HasSubstr(R"("id":"Alice","age":30,"city":"Oslo","name":"Alice","rank":7)"));
}

TEST_F(MergeSchemaTest, ARenamedPropertyTakesTheOtherSidesValue) {
  evolve("feature", R"(
node Person { name: String @key  age: I32?  town: String? @rename_from("city") }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  put("main", "node:Person", {R"({"_id":"Alice","name":"Alice","age":30,"city":"Bergen"})"});
  put("feature", "node:Person", {R"({"_id":"Bob","name":"Bob","age":40,"town":"Rome"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"("id":"Alice","age":30,"name":"Alice","town":"Bergen")"));
  EXPECT_THAT(text, HasSubstr(R"("id":"Bob","age":40,"name":"Bob","town":"Rome")"));
}

TEST_F(MergeSchemaTest, ARenamedTypeTakesTheOtherSidesRows) {
  evolve("feature", R"(
node Human @rename_from("Person") { name: String @key  age: I32?  city: String? }
node Company { name: String @key }
edge WorksAt: Human -> Company
)");
  put("main", "node:Person", {R"({"_id":"Carl","name":"Carl"})"});
  put("main", "edge:WorksAt", {R"({"_id":"w2","_src":"Carl","_dst":"Acme"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"({"type":"Human","data":{"id":"Carl")"));
  EXPECT_THAT(text, HasSubstr(R"({"type":"Human","data":{"id":"Alice")"));
  EXPECT_THAT(text, HasSubstr(R"("from":"Carl","to":"Acme")"));
  EXPECT_EQ(head("main")->find_pin("node:Person"), nullptr);
}

TEST_F(MergeSchemaTest, ARenamedTypeWithoutRowsOfTheOtherSideIsOnlyRenamed) {
  evolve("feature", R"(
node Human @rename_from("Person") { name: String @key  age: I32?  city: String? }
node Company { name: String @key }
edge WorksAt: Human -> Company
)");
  put("main", "node:Company", {R"({"_id":"Beta","name":"Beta"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"({"type":"Human","data":{"id":"Alice")"));
  EXPECT_THAT(text, HasSubstr("Beta"));
}

TEST_F(MergeSchemaTest, ADroppedPropertyIsGoneAndTheRestIsMerged) {
  evolve("feature", R"(
node Person { name: String @key  age: I32? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  put("main", "node:Person", {R"({"_id":"Alice","name":"Alice","age":31,"city":"Rome"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"("id":"Alice","age":31,"name":"Alice")"));
  EXPECT_THAT(text, Not(HasSubstr("Rome")));
}

TEST_F(MergeSchemaTest, AWidenedPropertyTakesTheOtherSidesValues) {
  evolve("feature", R"(
node Person { name: String @key  age: I64?  city: String? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  put("feature", "node:Person", {R"({"_id":"Bob","name":"Bob","age":5000000000})"});
  put("main", "node:Person", {R"({"_id":"Alice","name":"Alice","age":31,"city":"Oslo"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr(R"("id":"Alice","age":31)"));
  EXPECT_THAT(text, HasSubstr(R"("id":"Bob","age":5000000000)"));
}

TEST_F(MergeSchemaTest, ANewTypeComesAlong) {
  evolve("feature", R"(
node Person { name: String @key  age: I32?  city: String? }
node Company { name: String @key }
node Team { name: String @key }
edge WorksAt: Person -> Company
edge MemberOf: Person -> Team
)");
  put("feature", "node:Team", {R"({"_id":"Red","name":"Red"})"});
  put("feature", "edge:MemberOf", {R"({"_id":"m1","_src":"Alice","_dst":"Red"})"});
  put("main", "node:Person", {R"({"_id":"Carl","name":"Carl"})"});
  const std::string text = merged_both_ways();
  EXPECT_THAT(text, HasSubstr("Red"));
  EXPECT_THAT(text, HasSubstr("Carl"));
}

TEST_F(MergeSchemaTest, ADroppedTypeAndItsRowsChangedOnTheOtherSideConflict) {
  evolve("feature", R"(
node Person { name: String @key  age: I32?  city: String? }
)");
  put("main", "node:Company", {R"({"_id":"Beta","name":"Beta"})"});
  const auto report = merge_branches(one_.graph(), "feature", "main", {}, cancel_);
  ASSERT_TRUE(report.ok()) << report.error().message();
  ASSERT_EQ(report->conflicts.size(), 1U);
  EXPECT_EQ(report->conflicts[0].kind, ConflictKind::kDeleteVsUpdate);
  EXPECT_EQ(report->conflicts[0].message,
            "'node:Company' was dropped on the source and changed on the target");
}

TEST_F(MergeSchemaTest, ANewRuleHoldsForTheOtherSidesRows) {
  evolve("feature", R"(
node Person { name: String @key  age: I32? @range(age, 0..50)  city: String? @unique }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  put("main", "node:Person", {R"({"_id":"Carl","name":"Carl","age":60,"city":"Oslo"})"});
  for (const auto& [source, target] :
       {std::pair("feature", "main"), std::pair("main", "feature")}) {
    const auto report = merge_branches(one_.graph(), source, target, {}, cancel_);
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_EQ(report->conflicts.size(), 2U);
    EXPECT_EQ(report->conflicts[0].kind, ConflictKind::kValueConstraintViolation);
    EXPECT_EQ(report->conflicts[1].kind, ConflictKind::kUniqueViolation);
  }
}

TEST_F(MergeSchemaTest, SchemasChangedDifferentlyAreAConflict) {
  evolve("feature", R"(
node Person { name: String @key  age: I32?  city: String?  email: String? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  evolve("main", R"(
node Person { name: String @key  age: I32?  city: String?  phone: String? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  const auto report = merge_branches(one_.graph(), "feature", "main", {}, cancel_);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code(), ErrorCode::kConflict);
  EXPECT_THAT(report.error().message(), HasSubstr("both sides changed the schema"));
}

TEST_F(MergeSchemaTest, ACommitThatChangedTheSchemaIsNotReverted) {
  evolve("main", R"(
node Person { name: String @key  age: I32?  city: String?  email: String? }
node Company { name: String @key }
edge WorksAt: Person -> Company
)");
  const auto reverted = revert_commit(one_.graph(), head("main")->commit_id(), "main", {}, cancel_);
  ASSERT_FALSE(reverted.ok());
  EXPECT_EQ(reverted.error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace omnigraph::graph
