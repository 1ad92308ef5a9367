#include "omnigraph/graph/merge/merge.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char* const kTeamSchema = R"(
node Person { name: String @key  age: I32? @range(age, 0..150)  city: String?  email: String? @unique }
node Company { name: String @key }
edge Knows: Person -> Person { since: I32? }
edge WorksAt: Person -> Company @card(0..1)
)";

std::string knows(const std::string& id, const std::string& from, const std::string& to) {
  return format(R"({{"_id":"{}","_src":"{}","_dst":"{}"}})", id, from, to);
}

class MergeTest : public ::testing::Test {
 protected:
  MergeTest() : one_(store_, 1), cancel_(one_.clock()) {
    EXPECT_TRUE(one_.init(kTeamSchema).ok());
    put("main",
        "node:Person",
        {R"({"_id":"Alice","name":"Alice","age":30,"city":"Oslo"})",
         R"({"_id":"Bob","name":"Bob","age":40})",
         R"({"_id":"Carl","name":"Carl"})"});
    put("main",
        "node:Company",
        {R"({"_id":"Acme","name":"Acme"})", R"({"_id":"Beta","name":"Beta"})"});
    put("main", "edge:Knows", {knows("k1", "Alice", "Bob")});
  }

  SnapshotPtr head(const std::string& branch) {
    auto head = one_.graph().head(branch);
    EXPECT_TRUE(head.ok()) << head.error().message();
    return head.ok() ? *head : nullptr;
  }
  void branch(const std::string& name, const std::string& from = "main") {
    const auto created = create_branch(one_.graph(), name, head(from));
    ASSERT_TRUE(created.ok()) << created.error().message();
  }
  void put(const std::string& branch,
           const std::string& key,
           const std::vector<std::string>& rows) {
    const SnapshotPtr base = head(branch);
    const auto put = one_.graph().publish(base, one_.draft(base, key, rows));
    ASSERT_TRUE(put.ok()) << put.error().message();
  }
  void erase(const std::string& branch,
             const std::string& key,
             const std::vector<std::string>& ids) {
    const SnapshotPtr base = head(branch);
    const auto put = one_.graph().publish(base, one_.erase_draft(base, key, ids));
    ASSERT_TRUE(put.ok()) << put.error().message();
  }
  MergeReport merge(const std::string& source,
                    const std::string& target = "main",
                    const MergeOptions& options = {}) {
    auto report = merge_branches(one_.graph(), source, target, options, cancel_);
    EXPECT_TRUE(report.ok()) << report.error().message();
    return report.ok() ? *std::move(report) : MergeReport();
  }
  std::string rows(const std::string& branch) {
    // Without what the process has in memory: as another one would read it.
    testing::TestGraph fresh(store_, 99);
    EXPECT_TRUE(fresh.open().ok());
    const auto state = fresh.graph().head(branch);
    EXPECT_TRUE(state.ok()) << state.error().message();
    const auto text = testing::export_text(**state);
    EXPECT_TRUE(text.ok()) << text.error().message();
    return text.ok() ? *text : std::string();
  }
  // "kind table/row" of each.
  static std::vector<std::string> told(const MergeReport& report) {
    std::vector<std::string> texts;
    for (const MergeConflict& conflict : report.conflicts) {
      texts.push_back(format(
          "{} {}/{}", to_string(conflict.kind), conflict.table_key, conflict.row_id.value_or("")));
    }
    return texts;
  }
  void expect_verified() {
    VerifyOptions options;
    options.deep = true;
    const auto report = verify_graph(one_.environment(), options, cancel_);
    ASSERT_TRUE(report.ok()) << report.error().message();
    for (const auto& finding : report->findings) {
      ADD_FAILURE() << finding.object << ": " << finding.problem;
    }
  }

  io::MemoryStore store_;
  testing::TestGraph one_;
  CancelToken cancel_;
};

TEST_F(MergeTest, FastForwardAdoptsTheSourceAndHasTwoParents) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Dora","name":"Dora"})"});
  const std::string target = head("main")->commit_id();
  const MergeReport report = merge("feature");
  EXPECT_EQ(report.outcome, MergeOutcome::kFastForward);
  EXPECT_EQ(rows("main"), rows("feature"));
  const CommitEntry& commit = head("main")->record().commits.back();
  EXPECT_EQ(commit.parent_commit_id, target);
  EXPECT_EQ(commit.merged_parent_commit_id, head("feature")->commit_id());
  EXPECT_EQ(commit.operation, "merge");
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kAlreadyUpToDate);
  expect_verified();
}

TEST_F(MergeTest, AFreshBranchIsUpToDateEvenAfterMainMoved) {
  branch("feature");
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kAlreadyUpToDate);
  put("main", "node:Person", {R"({"_id":"Dora","name":"Dora"})"});
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kAlreadyUpToDate);
  EXPECT_EQ(merge("main", "feature").outcome, MergeOutcome::kFastForward);
  EXPECT_EQ(rows("main"), rows("feature"));
}

TEST_F(MergeTest, DifferentRowsOfOneTableAreBothKept) {
  branch("feature");
  put("feature",
      "node:Person",
      {R"({"_id":"Dora","name":"Dora"})", R"({"_id":"Bob","name":"Bob","age":41})"});
  erase("feature", "node:Person", {"Carl"});
  put("main",
      "node:Person",
      {R"({"_id":"Erik","name":"Erik"})",
       R"({"_id":"Alice","name":"Alice","age":31,"city":"Oslo"})"});
  const MergeReport report = merge("feature");
  EXPECT_EQ(report.outcome, MergeOutcome::kMerged);
  EXPECT_EQ(report.counts.at("node:Person"), (RowCounts{1, 1, 1}));
  const std::string text = rows("main");
  EXPECT_THAT(text, HasSubstr("Dora"));
  EXPECT_THAT(text, HasSubstr("Erik"));
  EXPECT_THAT(text, HasSubstr(R"("age":41)"));
  EXPECT_THAT(text, HasSubstr(R"("age":31)"));
  EXPECT_EQ(text.find("Carl"), std::string::npos);
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kAlreadyUpToDate);
  EXPECT_EQ(merge("main", "feature").outcome, MergeOutcome::kFastForward);
  EXPECT_EQ(rows("feature"), text);
  expect_verified();
}

TEST_F(MergeTest, DifferentPropertiesOfOneRowAreMerged) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Alice","name":"Alice","age":31,"city":"Oslo"})"});
  put("main", "node:Person", {R"({"_id":"Alice","name":"Alice","age":30,"city":"Bergen"})"});
  MergeOptions whole;
  whole.rules.whole_rows = true;
  EXPECT_THAT(told(merge("feature", "main", whole)),
              ElementsAre("divergent_update node:Person/Alice"));
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kMerged);
  EXPECT_THAT(rows("main"), HasSubstr(R"("age":31,"city":"Bergen")"));
}

TEST_F(MergeTest, TheSameChangeOnBothSidesIsNoConflict) {
  branch("feature");
  for (const char* side : {"main", "feature"}) {
    put(side,
        "node:Person",
        {R"({"_id":"Alice","name":"Alice","age":50})", R"({"_id":"Dora","name":"Dora"})"});
    erase(side, "node:Person", {"Carl"});
  }
  const std::string before = rows("main");
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kMerged);
  EXPECT_EQ(rows("main"), before);
}

TEST_F(MergeTest, RowConflictsAreToldTogetherAndNothingIsWritten) {
  branch("feature");
  put("feature",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":31,"city":"Oslo"})",
       R"({"_id":"Dora","name":"Dora","age":1})",
       R"({"_id":"Carl","name":"Carl","age":2})"});
  erase("feature", "node:Person", {"Bob"});
  put("main",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":32,"city":"Oslo"})",
       R"({"_id":"Dora","name":"Dora","age":3})",
       R"({"_id":"Bob","name":"Bob","age":4})"});
  erase("main", "node:Person", {"Carl"});
  const std::string before = rows("main");
  const std::string commit = head("main")->commit_id();
  const MergeReport report = merge("feature");
  EXPECT_EQ(report.outcome, MergeOutcome::kConflicts);
  EXPECT_THAT(told(report),
              ElementsAre("divergent_update node:Person/Alice",
                          "delete_vs_update node:Person/Bob",
                          "delete_vs_update node:Person/Carl",
                          "divergent_insert node:Person/Dora"));
  EXPECT_EQ(report.conflicts[0].message, "divergent update for id 'Alice'");
  EXPECT_THAT(report.conflicts[0].properties, ElementsAre("age"));
  EXPECT_EQ(report.conflicts[1].message, "delete/update conflict for id 'Bob'");
  EXPECT_EQ(head("main")->commit_id(), commit);
  EXPECT_EQ(rows("main"), before);
}

TEST_F(MergeTest, OursAndTheirsMirrorEachOther) {
  branch("feature");
  put("feature",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":31,"city":"Rome"})",
       R"({"_id":"Dora","name":"Dora","age":1})",
       R"({"_id":"Carl","name":"Carl","age":2})"});
  erase("feature", "edge:Knows", {"k1"});
  erase("feature", "node:Person", {"Bob"});
  put("main",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":32,"city":"Oslo"})",
       R"({"_id":"Dora","name":"Dora","age":3})",
       R"({"_id":"Bob","name":"Bob","age":4})"});
  erase("main", "node:Person", {"Carl"});
  branch("main-copy", "main");
  MergeOptions ours;
  ours.rules.on_conflict = Decision::kOurs;
  MergeOptions theirs;
  theirs.rules.on_conflict = Decision::kTheirs;
  const MergeReport report = merge("feature", "main-copy", theirs);
  EXPECT_EQ(report.outcome, MergeOutcome::kMerged);
  EXPECT_EQ(report.decided, 4U);
  EXPECT_EQ(merge("main", "feature", ours).decided, 4U);
  EXPECT_EQ(rows("main-copy"), rows("feature"));
  EXPECT_THAT(rows("feature"), HasSubstr(R"("age":31,"city":"Rome")"));
  EXPECT_THAT(rows("feature"), HasSubstr("Carl"));
  EXPECT_THAT(rows("feature"), ::testing::Not(HasSubstr("Bob")));
  expect_verified();
}

TEST_F(MergeTest, RulesMayBeGivenPerTableAndRow) {
  branch("feature");
  put("feature",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":31})", R"({"_id":"Bob","name":"Bob","age":41})"});
  put("main",
      "node:Person",
      {R"({"_id":"Alice","name":"Alice","age":32})", R"({"_id":"Bob","name":"Bob","age":42})"});
  MergeOptions options;
  options.rules.by_table["node:Person"] = Decision::kOurs;
  options.rules.by_row[{"node:Person", "Bob"}] = Decision::kTheirs;
  EXPECT_EQ(merge("feature", "main", options).outcome, MergeOutcome::kMerged);
  EXPECT_THAT(rows("main"), HasSubstr(R"("age":32)"));
  EXPECT_THAT(rows("main"), HasSubstr(R"("age":41)"));
}

TEST_F(MergeTest, AnEdgeOfOneSideAndItsNodeDeletedOnTheOtherAreAnOrphan) {
  branch("feature");
  put("feature", "edge:Knows", {knows("k2", "Alice", "Carl")});
  erase("main", "node:Person", {"Carl"});
  MergeReport report = merge("feature");
  EXPECT_THAT(told(report), ElementsAre("orphan_edge edge:Knows/k2"));
  EXPECT_EQ(report.conflicts[0].message, "dst 'Carl' not found in Person");
  // And the other way round.
  report = merge("main", "feature");
  EXPECT_THAT(told(report), ElementsAre("orphan_edge edge:Knows/k2"));
}

TEST_F(MergeTest, UniqueValuesOfBothSidesConflict) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Dora","name":"Dora","email":"d@x"})"});
  put("main", "node:Person", {R"({"_id":"Erik","name":"Erik","email":"d@x"})"});
  const MergeReport report = merge("feature");
  EXPECT_THAT(told(report), ElementsAre("unique_violation node:Person/Dora"));
  EXPECT_EQ(report.conflicts[0].message,
            R"(unique constraint ["email"] violated by 'Dora' and 'Erik')");
}

TEST_F(MergeTest, EdgesOfBothSidesMayBreakTheCardinality) {
  branch("feature");
  put("feature", "edge:WorksAt", {knows("w1", "Alice", "Acme")});
  put("main", "edge:WorksAt", {knows("w2", "Alice", "Beta")});
  EXPECT_THAT(told(merge("feature")), ElementsAre("cardinality_violation edge:WorksAt/"));
}

TEST_F(MergeTest, CrissCrossHistoriesDoNotUndoAResolution) {
  branch("left");
  branch("right");
  put("left", "node:Person", {R"({"_id":"Alice","name":"Alice","age":1})"});
  put("right", "node:Person", {R"({"_id":"Alice","name":"Alice","age":2})"});
  branch("left-old", "left");
  MergeOptions ours;
  ours.rules.on_conflict = Decision::kOurs;
  EXPECT_EQ(merge("right", "left", ours).outcome, MergeOutcome::kMerged);      // age 1
  EXPECT_EQ(merge("left-old", "right", ours).outcome, MergeOutcome::kMerged);  // age 2
  // Each side decided otherwise: neither base alone tells who is right.
  const MergeReport report = merge("left", "right");
  EXPECT_EQ(report.base_commits.size(), 2U);
  EXPECT_THAT(told(report), ElementsAre("divergent_update node:Person/Alice"));
}

TEST_F(MergeTest, MainMergedBackMakesItTheBase) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Alice","name":"Alice","age":31})"});
  put("main", "node:Person", {R"({"_id":"Bob","name":"Bob","age":41})"});
  const std::string merged_main = head("main")->commit_id();
  EXPECT_EQ(merge("main", "feature").outcome, MergeOutcome::kMerged);
  put("main", "node:Person", {R"({"_id":"Bob","name":"Bob","age":42})"});
  const MergeReport report = merge("feature");
  EXPECT_THAT(report.base_commits, ElementsAre(merged_main));
  EXPECT_EQ(report.outcome, MergeOutcome::kMerged);
  EXPECT_THAT(rows("main"), HasSubstr(R"("age":42)"));
}

TEST_F(MergeTest, ADryRunTellsAndWritesNothing) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Dora","name":"Dora"})"});
  const std::string before = testing::fingerprint(store_);
  MergeOptions dry;
  dry.dry_run = true;
  MergeReport report = merge("feature", "main", dry);
  EXPECT_EQ(report.outcome, MergeOutcome::kFastForward);
  EXPECT_EQ(report.counts.at("node:Person"), (RowCounts{1, 0, 0}));
  EXPECT_EQ(testing::fingerprint(store_), before);
}

TEST_F(MergeTest, ACommitThatComesInBetweenIsNotOverwritten) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Dora","name":"Dora"})"});
  testing::HookStore hooked(store_);
  testing::TestGraph two(hooked, 2);
  ASSERT_TRUE(two.open().ok());
  bool raced = false;
  hooked.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (!raced && path.find("/branches/main/") != std::string::npos) {
      raced = true;
      put("main", "node:Person", {R"({"_id":"Erik","name":"Erik"})"});
    }
    return std::nullopt;
  };
  const auto report = merge_branches(two.graph(), "feature", "main", {}, cancel_);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_TRUE(raced);
  EXPECT_EQ(report->outcome, MergeOutcome::kMerged);
  EXPECT_THAT(rows("main"), HasSubstr("Dora"));
  EXPECT_THAT(rows("main"), HasSubstr("Erik"));
  expect_verified();
}

TEST_F(MergeTest, RevertOfTheLastCommitRestoresTheState) {
  const std::string before = rows("main");
  put("main",
      "node:Person",
      {R"({"_id":"Dora","name":"Dora"})", R"({"_id":"Alice","name":"Alice","age":99})"});
  auto reverted = revert_commit(one_.graph(), head("main")->commit_id(), "main", {}, cancel_);
  ASSERT_TRUE(reverted.ok()) << reverted.error().message();
  EXPECT_EQ(reverted->outcome, MergeOutcome::kMerged);
  EXPECT_EQ(rows("main"), before);
  EXPECT_EQ(head("main")->record().commits.back().operation, "revert");
  expect_verified();
}

TEST_F(MergeTest, RevertConflictsWithLaterChangesOfTheSame) {
  put("main", "node:Person", {R"({"_id":"Alice","name":"Alice","age":99,"city":"Oslo"})"});
  const std::string commit = head("main")->commit_id();
  put("main", "node:Person", {R"({"_id":"Alice","name":"Alice","age":98,"city":"Oslo"})"});
  const auto reverted = revert_commit(one_.graph(), commit, "main", {}, cancel_);
  ASSERT_TRUE(reverted.ok()) << reverted.error().message();
  EXPECT_THAT(told(*reverted), ElementsAre("divergent_update node:Person/Alice"));
}

TEST_F(MergeTest, CherryPickTakesOneCommit) {
  branch("feature");
  put("feature", "node:Person", {R"({"_id":"Dora","name":"Dora"})"});
  put("feature", "node:Person", {R"({"_id":"Erik","name":"Erik"})"});
  const std::string commit = head("feature")->commit_id();
  const auto picked = cherry_pick(one_.graph(), commit, "main", {}, cancel_);
  ASSERT_TRUE(picked.ok()) << picked.error().message();
  EXPECT_EQ(picked->outcome, MergeOutcome::kMerged);
  EXPECT_THAT(rows("main"), HasSubstr("Erik"));
  EXPECT_THAT(rows("main"), ::testing::Not(HasSubstr("Dora")));
  // The rest comes by a merge, and what was picked is no conflict.
  EXPECT_EQ(merge("feature").outcome, MergeOutcome::kMerged);
  EXPECT_THAT(rows("main"), HasSubstr("Dora"));
}

TEST_F(MergeTest, BranchesOfDifferentNamesOnly) {
  const auto same = merge_branches(one_.graph(), "main", " main", {}, cancel_);
  ASSERT_FALSE(same.ok());
  EXPECT_EQ(same.error().message(), "branch_merge requires distinct source and target branches");
  EXPECT_EQ(merge_branches(one_.graph(), "nobody", "main", {}, cancel_).error().code(),
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace omnigraph::graph
