#include "omnigraph/graph/branches/list_commits.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/branches/branches_test_support.h"
#include "omnigraph/graph/branches/compare.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

using testing::fork;
using testing::put_person;
using testing::TestGraph;

// 200 commits of three actors, a second apart; every fiftieth changes companies.
class ListCommits : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(graph.init().ok());
    for (int i = 2; i <= 200; ++i) {
      graph.clock().advance_us(1'000'000);
      const SnapshotPtr base = graph.head();
      const std::string name = "n" + std::to_string(i);
      CommitDraft draft =
          i % 50 == 0
              ? graph.draft(base, "node:Company", {format(R"({{"_id":"{0}","name":"{0}"}})", name)})
              : graph.draft(
                    base, "node:Person", {format(R"({{"_id":"{0}","name":"{0}","age":1}})", name)});
      draft.actor_id = "act-" + std::to_string(i % 3);
      ASSERT_TRUE(graph.graph().publish(base, std::move(draft)).ok());
    }
  }
  std::vector<uint64_t> versions(CommitFilter filter, const std::string& branch = "main") {
    std::vector<uint64_t> found;
    for (;;) {
      const auto page = list_commits(graph.graph(), branch, filter);
      EXPECT_TRUE(page.ok()) << page.error().message();
      if (!page.ok()) {
        return found;
      }
      for (const CommitHeader& commit : page->commits) {
        found.push_back(commit.entry.manifest_version);
      }
      if (!page->next_before) {
        return found;
      }
      filter.before_version = *page->next_before;
    }
  }
  static std::vector<uint64_t> every(uint64_t step, uint64_t rest, uint64_t from, uint64_t to) {
    std::vector<uint64_t> wanted;
    for (uint64_t version = from; version >= to && version != 0; --version) {
      if (version % step == rest) {
        wanted.push_back(version);
      }
    }
    return wanted;
  }

  io::MemoryStore memory;
  io::MeteredStore store{memory};
  TestGraph graph{store, 1};
};

TEST_F(ListCommits, NewestFirstPageByPage) {
  for (const size_t limit : {size_t{1}, size_t{7}, size_t{200}, SIZE_MAX}) {
    CommitFilter filter;
    filter.limit = limit;
    EXPECT_EQ(versions(filter), every(1, 0, 200, 1)) << limit;
  }
  CommitFilter old;
  old.before_version = 3;
  EXPECT_EQ(versions(old), (std::vector<uint64_t>{2, 1}));
  old.before_version = 1;
  EXPECT_EQ(versions(old), std::vector<uint64_t>());
}

TEST_F(ListCommits, ByAuthorTypeAndTime) {
  CommitFilter author;
  author.actor_id = "act-1";
  author.limit = 10;
  EXPECT_EQ(versions(author), every(3, 1, 200, 2));
  CommitFilter type;
  type.table_keys = {"node:Company"};
  EXPECT_EQ(versions(type), (std::vector<uint64_t>{200, 150, 100, 50, 1}));
  type.limit = 1;
  EXPECT_EQ(versions(type), (std::vector<uint64_t>{200, 150, 100, 50, 1}));
  type.actor_id = "act-2";
  EXPECT_EQ(versions(type), (std::vector<uint64_t>{200, 50}));
  type.table_keys = {"node:Nobody"};
  EXPECT_EQ(versions(type), std::vector<uint64_t>());
  const auto commits = *graph.graph().commits(200);
  CommitFilter time;
  time.since_us = commits[200 - 50].entry.created_at;
  time.until_us = commits[200 - 60].entry.created_at + 1;
  EXPECT_EQ(versions(time), every(1, 0, 60, 50));
  time.until_us = 0;
  EXPECT_EQ(versions(time), std::vector<uint64_t>());
}

// Goal: a type that rarely changes is found without reading every record.
TEST_F(ListCommits, RareTypesAreFoundByComparingStates) {
  TestGraph cold(store, 2);
  ASSERT_TRUE(cold.open().ok());
  CommitFilter type;
  type.table_keys = {"edge:Knows"};
  const io::Usage before = store.snapshot();
  const auto page = list_commits(cold.graph(), "main", type);
  const io::Usage used = store.snapshot() - before;
  ASSERT_EQ(page->commits.size(), 1U);
  EXPECT_EQ(page->commits[0].entry.manifest_version, 1U);
  EXPECT_LE(used.requests(), 40U) << used.to_string();
}

TEST_F(ListCommits, BranchesAreCompared) {
  ASSERT_TRUE(fork(graph, "a", "main@150").ok());
  const SnapshotPtr untouched = *graph.graph().head("a");
  const auto same = compare_branches(graph.graph(), untouched, graph.head());
  ASSERT_TRUE(same.ok()) << same.error().message();
  EXPECT_EQ(same->ahead, 0U);
  EXPECT_EQ(same->behind, 50U);
  EXPECT_TRUE(same->changed_tables.empty());
  ASSERT_TRUE(put_person(graph, "a", "Alice").ok());
  ASSERT_TRUE(put_person(graph, "a", "Bob").ok());
  const auto ahead = compare_branches(graph.graph(), *graph.graph().head("a"), graph.head());
  EXPECT_EQ(ahead->ahead, 2U);
  EXPECT_EQ(ahead->behind, 50U);
  EXPECT_EQ(ahead->base->manifest_version(), 150U);
  EXPECT_EQ(ahead->changed_tables, (std::vector<std::string>{"node:Person"}));
  ASSERT_EQ(ahead->authors.size(), 1U);
  EXPECT_EQ(ahead->authors[0].commits, 2U);
  EXPECT_EQ(versions({}, "a"), every(1, 0, 152, 1));
  const auto itself = compare_branches(graph.graph(), graph.head(), graph.head());
  EXPECT_EQ(itself->ahead + itself->behind, 0U);
}

}  // namespace
}  // namespace omnigraph::graph
