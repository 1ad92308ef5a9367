#include "omnigraph/graph/merge/open_merge.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

OpenMerge sample_merge(UlidGenerator& ids) {
  OpenMerge merge;
  merge.merge_id = ids.next();
  merge.graph_id = ids.next();
  merge.source = "feature";
  merge.target = "main";
  merge.source_commit = ids.next();
  merge.target_commit = ids.next();
  merge.actor_id = "act-ada";
  merge.created_at = 17;
  MergeConflict conflict;
  conflict.table_key = "node:Person";
  conflict.row_id = "Alice";
  conflict.kind = ConflictKind::kDivergentUpdate;
  conflict.message = "divergent update for id 'Alice'";
  conflict.properties = {"age", "city"};
  merge.conflicts.push_back(conflict);
  conflict.kind = ConflictKind::kCardinalityViolation;
  conflict.row_id.reset();
  merge.conflicts.push_back(conflict);
  merge.decisions = {{"node:Person", "Alice", Decision::kTheirs}};
  return merge;
}

TEST(OpenMerge, ComesBackFromItsText) {
  io::MemoryStore store;
  testing::TestGraph one(store);
  OpenMerge merge = sample_merge(one.environment().ids);
  merge.seq = 3;
  const auto parsed = parse_open_merge(to_json(merge), "x");
  ASSERT_TRUE(parsed.ok()) << parsed.error().message();
  EXPECT_EQ(to_json(*parsed), to_json(merge));
  EXPECT_EQ(parsed->conflicts[0].properties, merge.conflicts[0].properties);
  EXPECT_EQ(parsed->conflicts[1].row_id, std::nullopt);
  EXPECT_EQ(parsed->decisions, merge.decisions);
}

TEST(OpenMerge, OfTwoWhoDecideAtOnceOneLooksAgain) {
  io::MemoryStore store;
  testing::TestGraph one(store);
  OpenMerge merge = sample_merge(one.environment().ids);
  ASSERT_TRUE(store_step(one.environment(), merge).ok());
  OpenMerge other = merge;
  merge.decisions[0].decision = Decision::kOurs;
  ASSERT_TRUE(store_step(one.environment(), merge).ok());
  const Status late = store_step(one.environment(), other);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code(), ErrorCode::kConflict);
  const auto found = find_open_merge(one.environment(), merge.merge_id);
  ASSERT_TRUE(found.ok()) << found.error().message();
  EXPECT_EQ(found->seq, 2U);
  EXPECT_EQ(found->decisions[0].decision, Decision::kOurs);
}

TEST(OpenMerge, ListsWhatIsOpenNewestFirst) {
  io::MemoryStore store;
  testing::TestGraph one(store);
  std::vector<std::string> names;
  for (int i = 0; i < 3; ++i) {
    one.clock().advance_us(1000);
    OpenMerge merge = sample_merge(one.environment().ids);
    names.push_back(merge.merge_id);
    ASSERT_TRUE(store_step(one.environment(), merge).ok());
    if (i == 1) {
      merge.state = MergeState::kDone;
      ASSERT_TRUE(store_step(one.environment(), merge).ok());
    }
  }
  const auto open = list_open_merges(one.environment(), false);
  ASSERT_TRUE(open.ok()) << open.error().message();
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ((*open)[0].merge_id, names[2]);
  EXPECT_EQ((*open)[1].merge_id, names[0]);
  EXPECT_EQ(list_open_merges(one.environment(), true)->size(), 3U);
  EXPECT_EQ(find_open_merge(one.environment(), "nobody").error().code(), ErrorCode::kNotFound);
}

TEST(OpenMerge, DamagedBytesAreCorruption) {
  io::MemoryStore store;
  testing::TestGraph one(store);
  std::string text = to_json(sample_merge(one.environment().ids));
  text[text.find("feature")] = 'F';
  const auto parsed = parse_open_merge(text, "the-object");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code(), ErrorCode::kCorruption);
}

}  // namespace
}  // namespace omnigraph::graph
