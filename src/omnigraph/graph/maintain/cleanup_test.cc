#include "omnigraph/graph/maintain/cleanup.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/maintain/optimize.h"
#include "omnigraph/graph/maintain/trash.h"
#include "omnigraph/graph/mirror/mirror.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/graph/verify/verify.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::TestGraph;

constexpr int64_t kHourUs = int64_t{3600} * 1'000'000;

std::string somebody(int number, int age) {
  return format(R"({{"_id":"p{}","name":"p{}","age":{}}})", number, number, age);
}

// A graph whose store has a clock that the test turns.
class CleanupTest : public ::testing::Test {
 protected:
  CleanupTest() : clock_(1'763'800'000'000'000), store_(clock_), graph_(store_) {}

  void SetUp() override {
    ASSERT_TRUE(graph_.init().ok());
    graph_.environment().small_commit_bytes = 0;  // everything is an object of its own
  }

  void pass_time(int64_t us) {
    clock_.advance_us(us);
    graph_.clock().advance_us(us);
  }

  // Commits `count` changes and remembers what each state exports.
  void commit(int count, int64_t pause_us = 1000) {
    for (int i = 0; i < count; ++i) {
      pass_time(pause_us);
      ++round_;
      ASSERT_TRUE(
          graph_.put("node:Person", {somebody(round_ % 7, round_), somebody(100 + round_, 1)})
              .ok());
      remember(graph_.head());
    }
  }
  void remember(const SnapshotPtr& state) { states_[state->commit_id()] = *export_text(*state); }

  Result<CleanupReport> clean(std::optional<uint64_t> keep,
                              std::optional<int64_t> older_than_us,
                              int64_t grace_us,
                              bool confirm = true) {
    CleanupOptions options;
    options.policy.keep_versions = keep;
    options.policy.older_than_us = older_than_us;
    options.policy.grace_us = grace_us;
    options.confirm = confirm;
    return cleanup(graph_.environment(), graph_.graph().graph_id(), options, CancelToken());
  }

  // Every remembered state is as it was, or gone; how many are there.
  size_t expect_states_whole_or_gone() {
    size_t whole = 0;
    TestGraph other(store_, 77);
    EXPECT_TRUE(other.open().ok());
    for (const auto& [commit_id, text] : states_) {
      const auto state = state_at(other.graph(), commit_id);
      if (state.ok()) {
        const auto now = export_text(**state);
        EXPECT_TRUE(now.ok()) << now.error().message();
        if (now.ok()) {
          EXPECT_EQ(*now, text);
        }
        ++whole;
      } else {
        EXPECT_EQ(state.error().code(), ErrorCode::kGone) << state.error().message();
      }
    }
    return whole;
  }

  void expect_verified() {
    TestGraph checker(store_, 78);
    VerifyOptions options;
    options.deep = true;
    const auto report = verify_graph(checker.environment(), options, CancelToken());
    ASSERT_TRUE(report.ok()) << report.error().message();
    for (const VerifyFinding& finding : report->findings) {
      ADD_FAILURE() << finding.object << ": " << finding.problem;
    }
  }

  size_t object_count() { return store_.list("", "", SIZE_MAX)->size(); }

  ManualClock clock_;
  io::MemoryStore store_;
  TestGraph graph_;
  int round_ = 0;
  std::map<std::string, std::string> states_;  // by commit
};

TEST_F(CleanupTest, NeedsAPolicy) {
  const auto report = clean(std::nullopt, std::nullopt, 0);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(report.error().message(),
            "cleanup requires at least one of keep_versions or older_than");
}

TEST_F(CleanupTest, KeepsTheNewestCommitsAndDeletesTheRest) {
  commit(40);
  const std::string head = graph_.head()->commit_id();
  const size_t before = object_count();
  const auto dry = clean(5, std::nullopt, 0, /*confirm=*/false);
  ASSERT_TRUE(dry.ok()) << dry.error().message();
  EXPECT_EQ(object_count(), before);
  EXPECT_EQ(dry->records_thinned, 35U);  // 41 commits; the head and five before it stay

  const auto report = clean(5, std::nullopt, 0);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->records_thinned, 35U);
  EXPECT_GT(report->files_deleted, 30U);
  EXPECT_EQ(report->files_condemned, report->files_deleted);
  EXPECT_EQ(report->files_condemned, dry->files_condemned);
  ASSERT_EQ(report->tables.size(), 4U);
  const CleanedTable& people = report->tables[3];
  EXPECT_EQ(people.table_key, "node:Person");
  EXPECT_GT(people.bytes_removed, 0U);
  EXPECT_EQ(people.old_versions_removed, 35U);
  EXPECT_LT(object_count(), before);
  EXPECT_EQ(expect_states_whole_or_gone(), 6U);
  expect_verified();
  // The log is as long as it was, and goes on.
  EXPECT_EQ(graph_.graph().commits(100)->size(), 41U);
  commit(2);
  EXPECT_EQ(expect_states_whole_or_gone(), 8U);
  expect_verified();
  EXPECT_EQ(graph_.graph().commit(head)->entry.graph_commit_id, head);
}

TEST_F(CleanupTest, BothConditionsMustLetARecordGo) {
  commit(10, 24 * kHourUs);
  pass_time(kHourUs);
  // Eight commits are older than two days and a bit; of these, those beyond the newest five go.
  ASSERT_TRUE(clean(5, 2 * 24 * kHourUs, 0).ok());
  EXPECT_EQ(expect_states_whole_or_gone(), 6U);
  ASSERT_TRUE(clean(1, 4 * 24 * kHourUs, 0).ok());
  EXPECT_EQ(expect_states_whole_or_gone(), 4U);
  ASSERT_TRUE(clean(std::nullopt, 2 * 24 * kHourUs, 0).ok());
  EXPECT_EQ(expect_states_whole_or_gone(), 2U);
  expect_verified();
}

TEST_F(CleanupTest, GraceProtectsReadersInFlight) {
  commit(20);
  const SnapshotPtr reader = *state_at(graph_.graph(), std::prev(states_.end())->first);
  TestGraph slow(store_, 5);
  ASSERT_TRUE(slow.open().ok());
  const SnapshotPtr held = slow.head();
  const std::string held_text = states_[held->commit_id()];
  commit(20);
  // Nothing is old enough to be thinned.
  auto report = clean(0, std::nullopt, kDefaultGraceUs);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->records_thinned, 0U);
  EXPECT_EQ(report->files_condemned, 0U);
  pass_time(25 * kHourUs);
  // Thinned and condemned, not deleted: who opened the state before still reads it.
  report = clean(0, std::nullopt, kDefaultGraceUs);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->records_thinned, 40U);
  EXPECT_GT(report->files_condemned, 0U);
  EXPECT_EQ(report->files_deleted, 0U);
  EXPECT_EQ(*export_text(*held), held_text);
  EXPECT_EQ(expect_states_whole_or_gone(), 1U);
  // The lists are not made twice.
  const uint64_t condemned = report->files_condemned;
  report = clean(0, std::nullopt, kDefaultGraceUs);
  EXPECT_EQ(report->files_condemned, 0U);
  EXPECT_EQ(trash_lists(graph_.environment())->size(), 1U);
  pass_time(25 * kHourUs);
  report = clean(0, std::nullopt, kDefaultGraceUs);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->files_deleted, condemned);
  EXPECT_EQ(trash_lists(graph_.environment())->size(), 0U);
  EXPECT_EQ(expect_states_whole_or_gone(), 1U);
  expect_verified();
}

TEST_F(CleanupTest, WhatIsReachedAgainIsNotDeleted) {
  commit(3);
  const std::string orphan =
      graph_.head()->find_pin("node:Person")->table_path + "/data/orphan.lance";
  ASSERT_TRUE(store_.create(orphan, as_bytes(std::string_view("x"))).ok());
  // A file that the head needs got on a list, as one might whose commit came late.
  const Pin& pin = *graph_.head()->find_pin("node:Person");
  const std::string needed = manifest_object(pin.table_path, pin.manifest);
  ASSERT_TRUE(store_
                  .create(format("{}{}.json", kTrashFolder, graph_.environment().ids.next()),
                          as_bytes(trash_json(graph_.graph().graph_id(), {needed, orphan})))
                  .ok());
  const auto report = clean(100, std::nullopt, 0);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->files_deleted, 1U);
  EXPECT_TRUE(store_.stat(needed).ok());
  EXPECT_FALSE(store_.stat(orphan).ok());
  expect_verified();
}

TEST_F(CleanupTest, YoungFilesOfWritersAtWorkStay) {
  commit(1);
  const std::string staged =
      graph_.head()->find_pin("node:Person")->table_path + "/data/staged.lance";
  pass_time(30 * kHourUs);
  ASSERT_TRUE(store_.create(staged, as_bytes(std::string_view("x"))).ok());
  const auto report = clean(0, std::nullopt, kDefaultGraceUs);
  ASSERT_TRUE(report.ok());
  const auto list = trash_lists(graph_.environment());
  ASSERT_EQ(list->size(), 1U);
  EXPECT_EQ(store_.read(list->front().object)->view().find("staged"), std::string_view::npos);
  pass_time(25 * kHourUs);
  EXPECT_EQ(clean(0, std::nullopt, kDefaultGraceUs)->files_condemned, 1U);
  EXPECT_TRUE(store_.stat(staged).ok());
}

TEST_F(CleanupTest, BranchesAndTagsKeepWhatTheyNeed) {
  commit(5);
  const SnapshotPtr forked_at = graph_.head();
  ASSERT_TRUE(create_branch(graph_.graph(), "side", forked_at).ok());
  commit(5);
  const SnapshotPtr tagged = graph_.head();
  ASSERT_TRUE(create_tag(graph_.graph(), "v1", tagged).ok());
  commit(5);
  ASSERT_TRUE(
      create_branch(graph_.graph(), "old", *state_at(graph_.graph(), states_.begin()->first)).ok());
  const auto report = clean(0, std::nullopt, 0);
  ASSERT_TRUE(report.ok()) << report.error().message();
  TestGraph other(store_, 9);
  ASSERT_TRUE(other.open().ok());
  EXPECT_EQ(*export_text(**other.graph().head("side")), states_[forked_at->commit_id()]);
  EXPECT_EQ(*export_text(**other.graph().head("old")), states_.begin()->second);
  EXPECT_EQ(*export_text(**find_tag(other.graph(), "v1")), states_[tagged->commit_id()]);
  // Fork points stay too, for the next merge.
  const size_t whole = expect_states_whole_or_gone();
  EXPECT_GE(whole, 3U);
  EXPECT_LE(whole, 4U);
  EXPECT_TRUE(state_at(other.graph(), forked_at->commit_id()).ok());
  expect_verified();
  // Without them it all goes.
  ASSERT_TRUE(delete_branch(other.graph(), "side").ok());
  ASSERT_TRUE(delete_branch(other.graph(), "old").ok());
  ASSERT_TRUE(delete_tag(other.graph(), "v1").ok());
  ASSERT_TRUE(clean(0, std::nullopt, 0).ok());
  EXPECT_EQ(expect_states_whole_or_gone(), 1U);
  expect_verified();
}

TEST_F(CleanupTest, NothingHappensWhenSomethingIsDamaged) {
  commit(10);
  const Pin& pin = *graph_.head()->find_pin("node:Person");
  ASSERT_TRUE(store_.remove(manifest_object(pin.table_path, pin.manifest)).ok());
  const std::string before = testing::fingerprint(store_);
  const auto report = clean(0, std::nullopt, 0, /*confirm=*/false);
  EXPECT_FALSE(report.ok());
  EXPECT_FALSE(clean(0, std::nullopt, 0).ok());
  ASSERT_TRUE(store_.remove(format("{}clock.json", kTrashFolder)).ok());
  EXPECT_EQ(testing::fingerprint(store_), before);
}

TEST_F(CleanupTest, AfterOptimizeTheSmallFilesGo) {
  commit(30);
  OptimizeOptions optimize_options;
  optimize_options.threads = 1;
  const auto optimized = optimize(graph_.graph(), graph_.head(), optimize_options, CancelToken());
  ASSERT_TRUE(optimized.ok());
  ASSERT_NE(optimized->published, nullptr);
  remember(graph_.head());
  ASSERT_TRUE(clean(0, std::nullopt, 0).ok());
  EXPECT_EQ(expect_states_whole_or_gone(), 1U);
  const std::string table = graph_.head()->find_pin("node:Person")->table_path;
  EXPECT_EQ(store_.list(table + "/data/", "", 100)->size(), 1U);
  EXPECT_EQ(store_.list(table + "/_deletions/", "", 100)->size(), 0U);
  expect_verified();
}

TEST_F(CleanupTest, MirrorsKeepWhatTheirNewestVersionBorrows) {
  commit(5);
  ASSERT_TRUE(graph_.graph().sync_mirror().ok());
  const std::string borrowed_manifest = graph_.head()->find_pin("node:Person")->manifest;
  const ManifestPtr shown = *graph_.head()->manifest(*graph_.head()->find_pin("node:Person"));
  // The mirror falls behind, and everything is rewritten.
  OptimizeOptions optimize_options;
  optimize_options.threads = 1;
  commit(3);
  ASSERT_TRUE(optimize(graph_.graph(), graph_.head(), optimize_options, CancelToken()).ok());
  ASSERT_TRUE(clean(0, std::nullopt, 0).ok());
  const std::string table = graph_.head()->find_pin("node:Person")->table_path;
  for (const lance::Fragment& fragment : shown->fragments) {
    EXPECT_TRUE(store_.stat(table + "/" + lance::data_path(fragment.files[0])).ok());
  }
  ASSERT_TRUE(graph_.graph().sync_mirror().ok());
  ASSERT_TRUE(clean(0, std::nullopt, 0).ok());
  EXPECT_EQ(store_.list(table + "/data/", "", 100)->size(), 1U);
}

// Stopped before and after any of its calls a cleanup leaves a graph that is whole, and that the
// next one finishes.
TEST(CleanupCrash, AnywhereLeavesAGraphThatIsWhole) {
  const auto work = [](io::ObjectStore& store) -> Status {
    TestGraph graph(store, 2);
    OG_RETURN_IF_ERROR(graph.open());
    CleanupOptions options;
    options.policy.keep_versions = 1;
    options.policy.grace_us = 0;
    options.confirm = true;
    OG_RETURN_IF_ERROR(
        cleanup(graph.environment(), graph.graph().graph_id(), options, CancelToken()));
    return {};
  };
  bool finished = false;
  for (uint64_t stop = 0; !finished; ++stop) {
    ManualClock clock(1'763'800'000'000'000);
    io::MemoryStore memory(clock);
    io::FaultStore store(memory);
    std::string text;
    {
      TestGraph graph(store);
      ASSERT_TRUE(graph.init().ok());
      graph.environment().small_commit_bytes = 0;
      for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(graph.put("node:Person", {somebody(i % 3, i)}).ok());
      }
      text = *export_text(*graph.head());
    }
    const uint64_t calls = store.call_count();
    if (stop % 2 == 0) {
      store.stop_before(calls + 1 + stop / 2);
    } else {
      store.stop_after(calls + 1 + stop / 2);
    }
    finished = work(store).ok();
    store.restart();
    for (const bool again : {false, true}) {
      TestGraph graph(store, again ? 4 : 3);
      ASSERT_TRUE(graph.open().ok());
      EXPECT_EQ(*export_text(*graph.head()), text) << stop;
      const auto report = verify_graph(graph.environment(), {}, CancelToken());
      ASSERT_TRUE(report.ok());
      EXPECT_EQ(report->finding_count, 0U)
          << stop << " " << report->findings[0].object << ": " << report->findings[0].problem;
      if (!again) {
        ASSERT_TRUE(work(store).ok()) << stop;
      }
    }
    TestGraph next(store, 5);
    ASSERT_TRUE(next.open().ok());
    EXPECT_TRUE(next.put("node:Person", {somebody(11, 99)}).ok());
    ASSERT_LT(stop, 2000U);
  }
}

TEST(Trash, RoundTripsAndRefusesWhatIsNeverDeleted) {
  const std::string graph_id = "01KA0000000000000000000000";
  const std::vector<std::string> paths = {"nodes/03ee3cfb0919c62c/data/x.lance",
                                          "edges/03ee3cfb0919c62c/_indices/u/page_data.lance",
                                          "__manifest/lineage/01KA0000000000000000000000.json"};
  EXPECT_EQ(*parse_trash(trash_json(graph_id, paths), graph_id, "t"), paths);
  EXPECT_EQ(
      parse_trash(trash_json(graph_id, paths), "01KA0000000000000000000001", "t").error().code(),
      ErrorCode::kCorruption);
  for (const char* path : {"__manifest/branches/main/18446744073709551614.json",
                           "_schema/aa.pg",
                           "__manifest/format.json",
                           "lance/nodes/A.lance/_versions/1.manifest",
                           "nodes/03ee3cfb0919c62c/../x",
                           "nodes/data/x",
                           ""}) {
    EXPECT_FALSE(may_be_condemned(path)) << path;
    EXPECT_EQ(parse_trash(trash_json(graph_id, {path}), graph_id, "t").error().code(),
              ErrorCode::kCorruption);
  }
  std::string broken = trash_json(graph_id, paths);
  broken[20] ^= 1;
  EXPECT_FALSE(parse_trash(broken, graph_id, "t").ok());
}

}  // namespace
}  // namespace omnigraph::graph
