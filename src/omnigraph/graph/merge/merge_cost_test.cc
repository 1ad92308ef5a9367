// What merges and differences cost, in bytes and requests: they follow what changed, not the size
// of the tables or the length of the history.
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/history/entity_change.h"
#include "omnigraph/graph/merge/merge.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

// A row costs 768 · 4 bytes and some. The must is at most 1,000 times the changed bytes for 50 of
// 300,000 rows; a thirtieth of the rows shows the same, since the cost must not depend on them.
constexpr size_t kDimension = 768;
constexpr size_t kStoredRows = 10'000;
constexpr size_t kChangedRows = 50;

const char* const kDocumentSchema =
    "node Document { name: String @key  title: String?  score: I32?  embedding: Vector(768)? }";

std::string vector_text(size_t seed) {
  std::string text = "[";
  for (size_t i = 0; i < kDimension; ++i) {
    text += format("{}{}", i == 0 ? "" : ",", (seed * 31 + i * 7) % 97);
  }
  return text + "]";
}

void change_rows(testing::TestGraph& graph, const std::string& branch, size_t first) {
  const auto base = graph.graph().head(branch);
  ASSERT_TRUE(base.ok()) << base.error().message();
  std::vector<std::string> rows;
  for (size_t i = 0; i < kChangedRows; ++i) {
    const size_t row = first + i * (kStoredRows / kChangedRows);
    rows.push_back(format(R"({{"_id":"d{}","name":"d{}","title":"new","score":1,"embedding":{}}})",
                          row,
                          row,
                          vector_text(row)));
  }
  const auto put = graph.graph().publish(*base, graph.draft(*base, "node:Document", rows));
  ASSERT_TRUE(put.ok()) << put.error().message();
}

TEST(MergeCost, FollowsTheChangedRows) {
  io::MemoryStore memory;
  {
    testing::TestGraph writer(memory, 1);
    ASSERT_TRUE(writer.init(kDocumentSchema).ok());
    std::string lines;
    for (size_t i = 0; i < kStoredRows; ++i) {
      lines += format(
          R"({{"type":"Document","data":{{"name":"d{}","title":"old","score":0,"embedding":{}}}}})"
          "\n",
          i,
          vector_text(i));
    }
    ASSERT_TRUE(writer.load(lines).ok());
    ASSERT_TRUE(create_branch(writer.graph(), "feature", writer.head()).ok());
    change_rows(writer, "feature", 0);
    change_rows(writer, "main", 7);
  }
  io::MeteredStore metered(memory);
  testing::TestGraph cold(metered, 2);
  ASSERT_TRUE(cold.open().ok());
  metered.reset();
  const auto report =
      merge_branches(cold.graph(), "feature", "main", {}, CancelToken(cold.clock()));
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->outcome, MergeOutcome::kMerged);
  EXPECT_EQ(report->counts.at("node:Document"), (RowCounts{0, kChangedRows, 0}));
  const io::Usage usage = metered.snapshot();
  const uint64_t changed = kChangedRows * kDimension * sizeof(float);
  EXPECT_LE(usage.bytes_read() + usage.bytes_written(), 100 * changed) << usage.to_string();
}

TEST(MergeCost, OfADifferenceFollowsWhatDiffersNotTheCommitsBetween) {
  io::MemoryStore memory;
  std::string before;
  {
    testing::TestGraph writer(memory, 1);
    ASSERT_TRUE(writer.init("node Person { name: String @key age: I32? }").ok());
    std::string lines;
    for (size_t i = 0; i < 20'000; ++i) {
      lines += format(R"({{"type":"Person","data":{{"name":"p{}","age":{}}}}})"
                      "\n",
                      i,
                      i);
    }
    ASSERT_TRUE(writer.load(lines).ok());
    before = writer.head()->commit_id();
    for (size_t i = 0; i < 1000; ++i) {
      ASSERT_TRUE(writer
                      .put("node:Person",
                           {format(R"({{"_id":"p{}","name":"p{}","age":{}}})", i % 5, i % 5, i)})
                      .ok());
    }
  }
  io::MeteredStore metered(memory);
  testing::TestGraph cold(metered, 2);
  ASSERT_TRUE(cold.open().ok());
  const auto from = cold.graph().at_commit(before);
  ASSERT_TRUE(from.ok()) << from.error().message();
  const auto to = cold.graph().head();
  ASSERT_TRUE(to.ok());
  metered.reset();
  size_t changes = 0;
  const auto counts = diff_states(
      **from,
      **to,
      {},
      [&](const EntityChange&) {
        ++changes;
        return Status();
      },
      CancelToken(cold.clock()));
  ASSERT_TRUE(counts.ok()) << counts.error().message();
  EXPECT_EQ(changes, 5U);
  EXPECT_LE(metered.snapshot().requests(), 24U);
  EXPECT_LE(metered.snapshot().bytes_read(), uint64_t{1} << 20);
}

}  // namespace
}  // namespace omnigraph::graph
