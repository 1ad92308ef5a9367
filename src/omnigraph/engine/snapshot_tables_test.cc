#include "omnigraph/engine/snapshot_tables.h"

#include <array>

#include <gtest/gtest.h>

#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine {
namespace {

using columnar::kNullRow;
using graph::SnapshotPtr;
using graph::testing::TestGraph;

// Two persons in one file, and what is kept between reads of the graph.
class SnapshotTablesTest : public ::testing::Test {
 protected:
  SnapshotTablesTest() {
    EXPECT_TRUE(graph.init().ok());
    EXPECT_TRUE(graph
                    .load(R"({"type":"Person","data":{"name":"a"}}
{"type":"Person","data":{"name":"b"}}
{"type":"Company","data":{"name":"Acme"}}
{"edge":"Knows","from":"a","to":"b","data":{"id":"k1"}}
)")
                    .ok());
  }
  static const schema::EntityType& person(const SnapshotReads& reads) {
    return *reads.catalog()->find_node("Person");
  }
  static const schema::EntityType& knows(const SnapshotReads& reads) {
    return *reads.catalog()->find_edge("Knows");
  }
  static std::vector<uint32_t> find(SnapshotReads& reads, std::vector<std::string_view> ids) {
    return reads.tables.find_ids(person(reads), ids).value();
  }
  // Has the process read all ids of the persons' first file to make an index of them?
  bool has_index(const SnapshotReads& reads) {
    const auto view = reads.snapshot().table(person(reads)).value();
    return cache().find("ids:" + view->fragments()[0].source->content_key()) != nullptr;
  }
  graph::ReadCache& cache() { return graph.environment().cache; }
  SnapshotPtr put(const std::string& table_key, const std::string& row) {
    return graph.put(table_key, {row}).value();
  }

  io::MemoryStore store;
  TestGraph graph{store};
  exec::TopologyCache topologies{cache()};
  RecentReads recent{cache(), topologies};
};

TEST_F(SnapshotTablesTest, TheThirdLookUpBuildsTheIndex) {
  const auto reads = recent.of(graph.head());
  for (int lookup = 1; lookup <= 4; ++lookup) {
    EXPECT_EQ(find(*reads, {"b", "x", "a"}), (std::vector<uint32_t>{1, kNullRow, 0}));
    EXPECT_EQ(has_index(*reads), lookup >= 3) << lookup;
  }
}

TEST_F(SnapshotTablesTest, ManyIdsAreFoundThroughTheIndexAtOnce) {
  const auto reads = recent.of(graph.head());
  std::vector<std::string_view> ids(100, "b");
  ids.back() = "x";
  const std::vector<uint32_t> found = find(*reads, ids);
  EXPECT_EQ(found.front(), 1U);
  EXPECT_EQ(found.back(), kNullRow);
  EXPECT_TRUE(has_index(*reads));
}

TEST_F(SnapshotTablesTest, AnIndexSeesTheRowsOfItsSnapshotOnly) {
  const auto before = recent.of(graph.head());
  ASSERT_TRUE(before->tables.id_index(person(*before)).ok());
  const auto after = recent.of(put("node:Person", R"({"_id":"c","name":"c"})"));
  EXPECT_EQ(find(*after, {"c", "a"}), (std::vector<uint32_t>{2, 0}));
  EXPECT_EQ(find(*before, {"c", "a"}), (std::vector<uint32_t>{kNullRow, 0}));
}

TEST_F(SnapshotTablesTest, ASnapshotTakesOverTheIndexesOfTablesThatDidNotChange) {
  const auto before = recent.of(graph.head());
  const graph::IdIndexPtr index = before->tables.id_index(person(*before)).value();
  const auto company = recent.of(put("node:Company", R"({"_id":"Zeta","name":"Zeta"})"));
  ASSERT_NE(company, before);
  EXPECT_EQ(company->tables.id_index(person(*company)).value(), index);
  const auto changed = recent.of(put("node:Person", R"({"_id":"c","name":"c"})"));
  EXPECT_NE(changed->tables.id_index(person(*changed)).value(), index);
}

TEST_F(SnapshotTablesTest, LookUpsAreCountedAcrossSnapshots) {
  find(*recent.of(graph.head()), {"a"});
  find(*recent.of(put("node:Person", R"({"_id":"c","name":"c"})")), {"a"});
  const auto third = recent.of(put("node:Person", R"({"_id":"d","name":"d"})"));
  EXPECT_FALSE(has_index(*third));
  EXPECT_EQ(find(*third, {"a", "d"}), (std::vector<uint32_t>{0, 3}));
  EXPECT_TRUE(has_index(*third));
}

TEST_F(SnapshotTablesTest, ReadsOfOneStateShareWhatTheyStandOn) {
  const SnapshotPtr old = graph.head();
  const auto before = recent.of(old);
  const SnapshotPtr head = put("node:Person", R"({"_id":"c","name":"c"})");
  const auto newest = recent.of(head);
  const exec::TopologyPtr topology = newest->topologies.topology(knows(*newest)).value();
  // The same state, opened once more.
  const SnapshotPtr again = graph.graph().at_commit(old->commit_id()).value();
  ASSERT_NE(again, old);
  const auto older = recent.of(again);
  EXPECT_EQ(recent.of(old), older);
  EXPECT_NE(older, newest);
  EXPECT_EQ(older->catalog().get(), older->snapshot().catalog().get());
  // An older state does not cost the newest one its place.
  EXPECT_EQ(recent.of(head), newest);
  EXPECT_EQ(recent.of(head)->topologies.topology(knows(*newest)).value(), topology);
  // A read that still runs on what is no longer kept.
  EXPECT_EQ(find(*before, {"c"}), (std::vector<uint32_t>{kNullRow}));
}

}  // namespace
}  // namespace omnigraph::engine
