// What branches cost in requests, in graphs with 1, 100 and 10,000 of them.
#include <gtest/gtest.h>

#include "omnigraph/graph/branches/branches_test_support.h"
#include "omnigraph/graph/branches/log_life.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

using io::Operation;
using io::Usage;
using testing::fork;
using testing::put_person;
using testing::TestGraph;

class BranchCost : public ::testing::TestWithParam<uint64_t> {
 protected:
  void SetUp() override {
    TestGraph maker(memory, 1);
    ASSERT_TRUE(maker.init().ok());
    ASSERT_TRUE(put_person(maker, "main", "Alice").ok());
    const SnapshotPtr head = maker.head();
    for (uint64_t i = 1; i < GetParam(); ++i) {
      const std::string name = "agent/" + std::to_string(i);
      const auto birth =
          make_birth(maker.environment(), *head, name, maker.environment().ids.next(), 1);
      ASSERT_TRUE(birth.ok());
      ASSERT_TRUE(memory.create(record_object(name, 1), as_bytes(to_json(birth->record))).ok());
    }
    ASSERT_TRUE(graph.open().ok());
  }
  template <typename Work>
  Usage cost(Work&& work) {
    const Usage before = metered.snapshot();
    work();
    return metered.snapshot() - before;
  }

  io::MemoryStore memory;
  io::MeteredStore metered{memory};
  TestGraph graph{metered, 2};
};

TEST_P(BranchCost, CreateAndDeleteAreFlat) {
  const SnapshotPtr head = graph.head();
  Usage used = cost([&] { ASSERT_TRUE(create_branch(graph.graph(), "fresh", head).ok()); });
  EXPECT_EQ(used.requests(), 1U) << used.to_string();
  EXPECT_EQ(used.of(Operation::kCreate).requests, 1U);
  EXPECT_LE(used.bytes_written(), 4096U) << used.to_string();
  // A probe of the head, a listing of its children's hints, the tombstone.
  used = cost([&] { ASSERT_TRUE(delete_branch(graph.graph(), "fresh").ok()); });
  EXPECT_EQ(used.requests(), 3U) << used.to_string();
  EXPECT_EQ(used.of(Operation::kCreate).requests, 1U);
  // A name that this process has seen end costs nothing more; to another one it costs a search.
  used = cost([&] { ASSERT_TRUE(create_branch(graph.graph(), "fresh", head).ok()); });
  EXPECT_EQ(used.requests(), 1U) << used.to_string();
  ASSERT_TRUE(delete_branch(graph.graph(), "fresh").ok());
  TestGraph other(metered, 3);
  ASSERT_TRUE(other.open().ok());
  const SnapshotPtr same = other.head();
  used = cost([&] { ASSERT_TRUE(create_branch(other.graph(), "fresh", same).ok()); });
  EXPECT_LE(used.requests(), 8U) << used.to_string();
  EXPECT_EQ(used.of(Operation::kList).requests, 0U);
}

TEST_P(BranchCost, WritesAndReadsOfABranchDoNotAskForOthers) {
  ASSERT_TRUE(fork(graph, "mine").ok());
  ASSERT_TRUE(put_person(graph, "mine", "Bob").ok());
  const SnapshotPtr base = *graph.graph().head("mine");
  CommitDraft draft =
      graph.draft(base, "node:Person", {R"({"_id":"Carol","name":"Carol","age":1})"});
  Usage used = cost([&] { ASSERT_TRUE(graph.graph().publish(base, std::move(draft)).ok()); });
  EXPECT_EQ(used.requests(), 1U) << used.to_string();
  used = cost([&] { ASSERT_TRUE(graph.graph().head("mine").ok()); });
  EXPECT_EQ(used.requests(), 1U) << used.to_string();
}

TEST_P(BranchCost, AListReadsWhatItDoesNotKnowAndProbesTheRest) {
  const uint64_t branches = GetParam();
  size_t found = 0;
  const Usage cold = cost([&] { found = list_branches(graph.graph())->size(); });
  EXPECT_EQ(found, branches);
  // Two reads for a branch of one record; main has two.
  EXPECT_LE(cold.requests(), 2 * branches + branches / 1000 + 5) << cold.to_string();
  EXPECT_LE(cold.rounds, 3 * (branches / kLogsAtOnce + 2) + branches / 1000) << cold.to_string();
  const Usage warm = cost([&] { found = list_branches(graph.graph())->size(); });
  EXPECT_EQ(found, branches);
  EXPECT_LE(warm.requests(), branches + branches / 1000 + 2) << warm.to_string();
  EXPECT_LE(warm.bytes_read(), 100U) << warm.to_string();
}

INSTANTIATE_TEST_SUITE_P(Branches,
                         BranchCost,
                         ::testing::Values(1, 100, 10'000),
                         ::testing::PrintToStringParamName());

}  // namespace
}  // namespace omnigraph::graph
