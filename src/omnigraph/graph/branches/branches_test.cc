#include "omnigraph/graph/branches/branches.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/branches/branches_test_support.h"
#include "omnigraph/graph/log/branch_log.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::graph {
namespace {

using testing::branch_names;
using testing::fork;
using testing::people_at;
using testing::put_person;
using testing::rows_at;

class Branches : public testing::BranchesTest {};

TEST_F(Branches, ABranchStartsWithItsParentsRowsAndGoesItsOwnWay) {
  ASSERT_TRUE(fork(one, "feature").ok());
  EXPECT_EQ(rows_at(one, "feature"), rows_at(one, "main"));
  ASSERT_TRUE(put_person(one, "feature", "Bob").ok());
  ASSERT_TRUE(put_person(one, "main", "Carol").ok());
  for (testing::TestGraph* graph : {&one, &two}) {
    EXPECT_EQ(people_at(*graph, "feature"), "Alice Bob ");
    EXPECT_EQ(people_at(*graph, "main"), "Alice Carol ");
    EXPECT_EQ(branch_names(*graph), "main feature ");
  }
}

TEST_F(Branches, OnlyTablesThatAreWrittenBecomeTheBranchs) {
  const SnapshotPtr born = *fork(one, "feature");
  for (const auto& [key, pin] : born->pins()) {
    EXPECT_EQ(pin.table_branch, std::nullopt) << key;
  }
  EXPECT_EQ(born->pins(), one.head()->pins());
  const SnapshotPtr written = *put_person(one, "feature", "Bob");
  for (const auto& [key, pin] : written->pins()) {
    EXPECT_EQ(pin.table_branch.value_or("main"), key == "node:Person" ? "feature" : "main");
  }
  // A child inherits who wrote what.
  EXPECT_EQ((*fork(one, "child", "feature"))->pins(), written->pins());
}

TEST_F(Branches, SnapshotsStayWhatTheyWere) {
  ASSERT_TRUE(fork(one, "feature").ok());
  const SnapshotPtr before = *one.graph().head("feature");
  ASSERT_TRUE(put_person(two, "feature", "Bob").ok());
  EXPECT_EQ(testing::export_text(*before)->find("Bob"), std::string::npos);
  EXPECT_EQ(people_at(one, "feature"), "Alice Bob ");
}

TEST_F(Branches, ADeletedBranchIsGoneAndItsNameStartsAnew) {
  ASSERT_TRUE(fork(one, "feature").ok());
  ASSERT_TRUE(put_person(one, "feature", "Bob").ok());
  ASSERT_TRUE(delete_branch(one.graph(), "feature").ok());
  for (testing::TestGraph* graph : {&one, &two}) {
    EXPECT_EQ(people_at(*graph, "feature"), "branch 'feature' not found");
    EXPECT_EQ(delete_branch(graph->graph(), "feature").error().code(), ErrorCode::kNotFound);
    EXPECT_EQ(branch_names(*graph), "main ");
  }
  ASSERT_TRUE(put_person(one, "main", "Carol").ok());
  ASSERT_TRUE(fork(two, "feature").ok());
  for (testing::TestGraph* graph : {&one, &two}) {
    EXPECT_EQ(people_at(*graph, "feature"), "Alice Carol ");
    EXPECT_EQ(branch_names(*graph), "main feature ");
  }
  ASSERT_TRUE(put_person(one, "feature", "Dave").ok());
  EXPECT_EQ(people_at(two, "feature"), "Alice Carol Dave ");
}

// Goal: what a process holds of a branch ends with the incarnation, and does not come to life again
// with the name.
TEST_F(Branches, HandlesEndWithTheIncarnation) {
  ASSERT_TRUE(fork(one, "feature").ok());
  const SnapshotPtr held = *two.graph().head("feature");
  ASSERT_TRUE(delete_branch(one.graph(), "feature").ok());
  const std::vector<std::string> bob = {R"({"_id":"Bob","name":"Bob","age":2})"};
  auto late = two.graph().publish(held, two.draft(held, "node:Person", bob));
  EXPECT_EQ(late.error().code(), ErrorCode::kNotFound);
  ASSERT_TRUE(fork(one, "feature").ok());
  late = two.graph().publish(held, two.draft(held, "node:Person", bob));
  EXPECT_EQ(late.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(late.error().message(), "branch 'feature' not found");
  EXPECT_TRUE(put_person(two, "feature", "Bob").ok()) << "a fresh look finds the new one";
}

TEST_F(Branches, MainAndReservedNamesAreRefused) {
  for (const char* name :
       {"main", " main ", "", "__run__x", "__schema_apply_lock__", "a..b", "/a"}) {
    EXPECT_EQ(fork(one, name).error().code(), ErrorCode::kInvalidArgument) << name;
    EXPECT_EQ(delete_branch(one.graph(), name).error().code(), ErrorCode::kInvalidArgument) << name;
  }
  EXPECT_EQ(fork(one, "main").error().message(), "cannot create branch 'main'");
  EXPECT_EQ(delete_branch(one.graph(), "main").error().message(), "cannot delete branch 'main'");
  EXPECT_EQ(fork(one, "x", "nowhere").error().code(), ErrorCode::kNotFound);
  ASSERT_TRUE(fork(one, "x").ok());
  EXPECT_EQ(fork(two, "x").error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(fork(two, "x").error().message(), "branch 'x' already exists");
  ASSERT_TRUE(rename_branch(two.graph(), "x", " a/B.c_d ").ok());
  EXPECT_EQ(branch_names(one), "main a/B.c_d ");
}

TEST_F(Branches, AParentOfALivingBranchStays) {
  ASSERT_TRUE(fork(one, "parent").ok());
  ASSERT_TRUE(fork(one, "child", "parent").ok());
  for (testing::TestGraph* graph : {&one, &two}) {
    const Status refused = delete_branch(graph->graph(), "parent");
    EXPECT_EQ(refused.error().code(), ErrorCode::kConflict);
    EXPECT_EQ(
        refused.error().message(),
        "cannot delete branch 'parent' because descendant branch 'child' still depends on it");
  }
  ASSERT_TRUE(delete_branch(two.graph(), "child").ok());
  // A namesake that was created from main is no descendant.
  ASSERT_TRUE(fork(two, "child").ok());
  EXPECT_TRUE(delete_branch(one.graph(), "parent").ok());
}

TEST_F(Branches, CommitsAreFoundAcrossTheFork) {
  const std::string before = one.head()->commit_id();
  ASSERT_TRUE(fork(one, "feature").ok());
  const SnapshotPtr bob = *put_person(one, "feature", "Bob");
  EXPECT_EQ(bob->manifest_version(), 3U);
  EXPECT_EQ(bob->record().commits[0].parent_commit_id, before);
  const auto commits = two.graph().commits("feature", 10);
  ASSERT_EQ(commits->size(), 3U);
  EXPECT_EQ((*commits)[0].branch, "feature");
  EXPECT_EQ((*commits)[1].entry.graph_commit_id, before);
  EXPECT_EQ((*commits)[1].branch, "main");
  EXPECT_EQ(people_at(two, bob->commit_id()), "Alice Bob ");
  EXPECT_EQ(people_at(two, before), "Alice ");
  EXPECT_EQ(two.graph().commit(bob->commit_id())->branch, "feature");
}

// Goal: a branch from the middle of history knows that past and nothing of what came later, also
// when lineage pages and checkpoints lie in between.
TEST_F(Branches, FromTheMiddleOfALongHistory) {
  for (int i = 2; i < 120; ++i) {
    ASSERT_TRUE(put_person(one, "main", "p" + std::to_string(i)).ok());
  }
  for (const uint64_t version : {1, 2, 31, 32, 33, 34, 64, 65, 66, 100, 119, 120}) {
    const std::string name = "at" + std::to_string(version);
    const std::string ref = "main@" + std::to_string(version);
    ASSERT_TRUE(fork(one, name, ref).ok());
    EXPECT_EQ(rows_at(two, name), rows_at(one, ref));
    EXPECT_EQ(two.graph().commits(name, 1000)->size(), version);
    ASSERT_TRUE(put_person(two, name, "Bob").ok());
    const auto commits = one.graph().commits(name, 1000);
    ASSERT_EQ(commits->size(), version + 1);
    EXPECT_EQ(commits->front().entry.manifest_version, version + 1);
    EXPECT_EQ((*commits)[1].entry.manifest_version, version);
  }
}

TEST_F(Branches, AncestorsAreThoseOfTheFork) {
  const SnapshotPtr main = one.head();
  const SnapshotPtr a = *fork(one, "a");
  ASSERT_EQ(a->inherited_ancestors().size(), 1U);
  const ContainedCommit& from = a->inherited_ancestors().begin()->second;
  EXPECT_EQ(from.incarnation, main->record().incarnation);
  EXPECT_EQ(from.manifest_version, main->manifest_version());
  EXPECT_EQ(from.seq, main->record().seq);
  ASSERT_TRUE(put_person(one, "a", "Bob").ok());
  const SnapshotPtr b = *fork(one, "b", "a");
  EXPECT_EQ(b->inherited_ancestors().size(), 2U);
  EXPECT_EQ(b->inherited_ancestors().at(a->record().incarnation).manifest_version, 3U);
}

// Goal: 40 branches, each from the one before: more ancestors than a record may carry.
TEST_F(Branches, ALongChainOfBranchesKnowsAllItsAncestors) {
  std::string last = "main";
  for (int i = 0; i < 40; ++i) {
    const std::string name = "b" + std::to_string(i);
    ASSERT_TRUE(fork(one, name, last).ok());
    ASSERT_TRUE(put_person(one, name, "p" + std::to_string(i)).ok());
    last = name;
  }
  const SnapshotPtr head = *two.graph().head(last);
  EXPECT_EQ(head->ancestors().size(), 41U);
  EXPECT_LE(head->record().contains.size(), kMaxContained + 1);
  EXPECT_EQ(two.graph().commits(last, 100)->size(), 42U);
}

TEST_F(Branches, RenameKeepsTheStateAndEndsTheOldName) {
  ASSERT_TRUE(fork(one, "old").ok());
  ASSERT_TRUE(put_person(one, "old", "Bob").ok());
  const SnapshotPtr held = *two.graph().head("old");
  ASSERT_TRUE(rename_branch(one.graph(), "old", "new").ok());
  EXPECT_EQ(branch_names(two), "main new ");
  EXPECT_EQ(people_at(two, "new"), "Alice Bob ");
  EXPECT_EQ(people_at(two, "old"), "branch 'old' not found");
  EXPECT_EQ(two.graph().commits("new", 10)->front().entry.graph_commit_id, held->commit_id());
  EXPECT_EQ(rename_branch(two.graph(), "old", "other").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(rename_branch(two.graph(), "new", "main").error().code(), ErrorCode::kInvalidArgument);
  ASSERT_TRUE(fork(two, "taken").ok());
  EXPECT_EQ(rename_branch(two.graph(), "new", "taken").error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(branch_names(one), "main new taken ");
}

// Goal: rows and rows in the record of a fork (small files that exist nowhere else) are the
// branch's own, whatever the parent does with its copies.
TEST_F(Branches, SmallFilesTravelIntoTheBirthRecord) {
  const SnapshotPtr born = *fork(one, "feature");
  EXPECT_FALSE(born->files()->empty());
  one.environment().small_commit_bytes = 0;
  ASSERT_TRUE(put_person(one, "main", "Bob").ok());
  two.environment().small_commit_bytes = 0;
  ASSERT_TRUE(put_person(two, "feature", "Carol").ok());
  EXPECT_EQ(people_at(one, "feature"), "Alice Carol ");
}

TEST(BranchNames, EncodeAndDecode) {
  for (const std::string name : {"main", "a/b", "A_1", "x.y-z", "__", "\xc3\xa4"}) {
    EXPECT_EQ(decode_name(encode_name(name)), name);
  }
  for (const char* bad : {"_", "_4", "_zz", "A", "_4G", "a_6"}) {
    EXPECT_EQ(decode_name(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(decode_name("_61"), std::nullopt) << "'a' is written as itself";
  EXPECT_EQ(record_object("tag:v1", 1), "__manifest/tags/v1/18446744073709551614.json");
}

}  // namespace
}  // namespace omnigraph::graph
