#include "omnigraph/graph/log/lineage.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

// A log of records without tables, made by the rules of next_lineage() alone.
class LineageTest : public ::testing::Test {
 protected:
  LineageTest() : graph(store) {
    EXPECT_TRUE(graph.init().ok());
    head = graph.head()->record();
    ids.push_back(head.head_commit_id());
  }
  void append(size_t commits, const std::string& key = "") {
    auto lineage = next_lineage(graph.environment(), head, commits);
    ASSERT_TRUE(lineage.ok());
    ASSERT_TRUE(memory.create_many(lineage->new_pages).ok());
    pages += lineage->new_pages.size();
    CommitRecord next;
    next.graph_id = head.graph_id;
    next.branch = "main";
    next.incarnation = head.incarnation;
    next.seq = head.seq + 1;
    next.lineage = lineage->page;
    next.recent = lineage->recent;
    for (size_t i = 0; i < commits; ++i) {
      CommitEntry commit;
      commit.graph_commit_id = graph.environment().ids.next();
      commit.manifest_version = ids.size() + 1;
      commit.parent_commit_id = ids.back();
      commit.operation = "mutate";
      commit.created_at = static_cast<int64_t>(ids.size());
      if (!key.empty()) {
        commit.idempotency = IdempotencyKey{key, std::string(64, '0')};
      }
      ids.push_back(commit.graph_commit_id);
      next.commits.push_back(std::move(commit));
    }
    head = std::move(next);
  }
  io::Usage cost(const std::function<void()>& work) {
    store.reset();
    work();
    return store.snapshot();
  }

  io::MemoryStore memory;
  io::MeteredStore store{memory};
  graph::testing::TestGraph graph;
  CommitRecord head;
  std::vector<std::string> ids;  // of all commits, oldest first
  size_t pages = 0;
};

TEST_F(LineageTest, ListsEveryCommitNewestFirst) {
  for (int i = 0; i < 5000; ++i) {
    append(i % 7 == 0 ? 3 : 1);
  }
  const auto all = newest_commits(graph.environment(), head, ids.size() + 10);
  ASSERT_TRUE(all.ok()) << all.error().message();
  ASSERT_EQ(all->size(), ids.size());
  for (size_t i = 0; i < all->size(); ++i) {
    const CommitEntry& entry = (*all)[i].entry;
    ASSERT_EQ(entry.graph_commit_id, ids[ids.size() - 1 - i]);
    ASSERT_EQ(entry.manifest_version, ids.size() - i);
    ASSERT_EQ(entry.parent_commit_id,
              i + 1 == all->size() ? std::nullopt : std::optional(ids[ids.size() - 2 - i]));
  }
  const auto some = newest_commits(graph.environment(), head, 5, 2000);
  ASSERT_EQ(some->size(), 5U);
  EXPECT_EQ(some->front().entry.manifest_version, 2000U);
}

TEST_F(LineageTest, FindsEveryCommitByItsId) {
  for (int i = 0; i < 3000; ++i) {
    append(1);
  }
  for (size_t i = 0; i < ids.size(); i += 37) {
    const auto found = find_commit(graph.environment(), head, ids[i]);
    ASSERT_TRUE(found.ok() && *found) << i;
    EXPECT_EQ((*found)->entry.manifest_version, i + 1);
  }
  EXPECT_FALSE(*find_commit(graph.environment(), head, "01KA0000000000000000000000"));
  EXPECT_FALSE(*find_commit(graph.environment(), head, "nonsense"));
}

// A cold look-up reads the newest leaf, the page that knows all full leaves, and one of those.
TEST_F(LineageTest, CostsAFewReadsHoweverLongTheHistory) {
  for (const size_t commits : {100U, 3000U, 12'000U}) {
    while (ids.size() < commits) {
      append(1);
    }
    graph::testing::TestGraph cold(store, 2 * commits);
    const io::Usage newest =
        cost([&] { EXPECT_EQ(newest_commits(cold.environment(), head, 100)->size(), 100U); });
    EXPECT_LE(newest.requests(), 3U) << newest.to_string();
    graph::testing::TestGraph colder(store, 2 * commits + 1);
    const io::Usage found =
        cost([&] { EXPECT_TRUE(*find_commit(colder.environment(), head, ids[ids.size() / 3])); });
    EXPECT_LE(found.requests(), 3U) << found.to_string();
  }
}

TEST_F(LineageTest, GroupsExtendItLessOftenThanTheyCommit) {
  size_t records = 0;
  const size_t before = pages;
  while (ids.size() < 6400) {
    append(64);
    ++records;
    EXPECT_LE(head.recent.size(), 512U);
  }
  EXPECT_LE(pages - before, records / 2);
}

TEST_F(LineageTest, FindsRequestsAmongTheNewestThousandCommits) {
  append(1, "k-1");
  const std::string keyed = ids.back();
  for (int i = 0; i < 1023; ++i) {
    append(1);
  }
  const auto found = find_request(graph.environment(), head, "k-1");
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_EQ((*found)->entry.graph_commit_id, keyed);
  EXPECT_FALSE(*find_request(graph.environment(), head, "k-2"));
}

TEST_F(LineageTest, PagesComeBackFromTheirText) {
  LineagePage page;
  page.graph_id = head.graph_id;
  CommitHeader header;
  header.branch = "side";
  header.seq = 9;
  header.entry.graph_commit_id = ids[0];
  header.entry.manifest_version = 4;
  header.entry.parent_commit_id = ids[0];
  header.entry.merged_parent_commit_id = ids[0];
  header.entry.actor_id = "a";
  header.entry.message = "m";
  header.entry.operation = "mutate";
  header.entry.affected_nodes = 3;
  header.entry.idempotency = IdempotencyKey{"k", std::string(64, 'a')};
  page.headers = {header};
  page.before = ids[0];
  EXPECT_EQ(*parse_lineage_page(to_json(page), "x"), page);
  page.leaves = {{ids[0], 1, 2, ids[0], ids[0]}};
  EXPECT_EQ(parse_lineage_page(to_json(page), "x").error().code(), ErrorCode::kCorruption);
  page.headers.clear();
  EXPECT_EQ(*parse_lineage_page(to_json(page), "x"), page);
}

TEST_F(LineageTest, PageOfAnotherGraphOrDamagedIsCorruption) {
  LineagePage page;
  page.graph_id = ids[0];
  page.leaves = {{ids[0], 1, 2, ids[0], ids[0]}};
  const std::string name = graph.environment().ids.next();
  ASSERT_TRUE(memory.create(lineage_object(name), as_bytes(to_json(page))).ok());
  EXPECT_EQ(read_lineage_page(graph.environment(), head.graph_id, name).error().code(),
            ErrorCode::kCorruption);
  ASSERT_TRUE(memory.put(lineage_object(name), as_bytes("{}")).ok());
  EXPECT_EQ(read_lineage_page(graph.environment(), head.graph_id, name).error().code(),
            ErrorCode::kCorruption);
}

}  // namespace
}  // namespace omnigraph::graph
