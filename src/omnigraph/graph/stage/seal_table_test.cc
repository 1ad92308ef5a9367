#include "omnigraph/graph/stage/seal_table.h"

#include <map>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::TestGraph;

const std::string kPerson = "node:Person";

std::string person(int number, int age) {
  return format(R"({{"_id":"p{}","name":"p{}","age":{}}})", number, number, age);
}

// What really happened to a row.
struct Life {
  uint64_t row_id = 0;
  uint64_t created = 0;
  uint64_t updated = 0;
};

class SealTable : public ::testing::Test {
 protected:
  SealTable() { EXPECT_TRUE(graph.init().ok()); }

  uint64_t put(const std::vector<int>& numbers, int age) {
    std::vector<std::string> rows;
    for (const int number : numbers) {
      rows.push_back(person(number, age));
    }
    const auto published = graph.put(kPerson, rows);
    EXPECT_TRUE(published.ok());
    return (*published)->find_pin(kPerson)->table_version;
  }
  ManifestPtr manifest() {
    const SnapshotPtr head = graph.head();
    return *head->manifest(*head->find_pin(kPerson));
  }
  // Calls f(id, fragment, row) for the live rows of the newest version.
  template <typename F>
  void each_row(F&& f) {
    const SnapshotPtr head = graph.head();
    const TableViewPtr view = *head->table(*head->catalog()->find_table(kPerson));
    const ManifestPtr stored = manifest();
    for (size_t i = 0; i < stored->fragments.size(); ++i) {
      const TableView::Fragment& fragment = view->fragments()[i];
      const auto ids = *fragment.source->read(0, 0, fragment.row_count);
      for (uint32_t row = 0; row < fragment.row_count; ++row) {
        if (view->live(fragment.first_position + row)) {
          f(std::string(ids->string_at(row)), stored->fragments[i], row);
        }
      }
    }
  }

  io::MemoryStore store;
  TestGraph graph{store};
};

TEST_F(SealTable, VersionsAreBoundsForRowsThatMovedAndExactForNewOnes) {
  SeededRandom random(5);
  std::map<std::string, Life> lives;
  for (int commit = 0; commit < 300; ++commit) {
    std::vector<int> numbers = {commit};
    if (commit > 0 && random.below(2) == 0) {
      numbers.push_back(static_cast<int>(random.below(static_cast<uint64_t>(commit))));
    }
    const uint64_t version = put(numbers, commit);
    for (const int number : numbers) {
      Life& life = lives[format("p{}", number)];
      life.updated = version;
      life.created = life.created == 0 ? version : life.created;
    }
    if (commit % 10 != 0) {
      continue;
    }
    size_t rows = 0;
    each_row([&](const std::string& id, const lance::Fragment& fragment, uint32_t row) {
      Life& life = lives.at(id);
      ++rows;
      EXPECT_LE(fragment.created.at(row), life.created) << id;
      EXPECT_GE(fragment.last_updated.at(row), life.updated) << id;
      EXPECT_LE(fragment.last_updated.at(row), version);
      if (life.updated == version) {
        EXPECT_EQ(fragment.created.at(row) == version, life.created == version) << id;
      } else {
        EXPECT_LT(fragment.last_updated.at(row), version) << id;  // the last commit left it alone
      }
      const uint64_t row_id = fragment.row_ids.at(row);
      EXPECT_TRUE(life.row_id == 0 || life.row_id == row_id + 1) << id;
      life.row_id = row_id + 1;
    });
    EXPECT_EQ(rows, lives.size());
  }
}

TEST_F(SealTable, RowsThatExistOnlyInTheRecordAreOneFragment) {
  for (int commit = 0; commit < 20; ++commit) {
    put({commit}, 1);
    EXPECT_EQ(manifest()->fragments.size(), 1U);
    EXPECT_TRUE((*store.list("nodes/", "", 1000)).size() <= 2U);  // the manifests of init
  }
}

TEST_F(SealTable, FragmentsOfOneSizeAreMergedWhenThereAreEnough) {
  TestGraph stored(store, 2);
  ASSERT_TRUE(stored.open().ok());
  stored.environment().small_commit_bytes = 0;
  size_t most = 0;
  for (int commit = 0; commit < 100; ++commit) {
    ASSERT_TRUE(stored.put(kPerson, {person(commit, 1)}).ok());
    const SnapshotPtr head = stored.head();
    const ManifestPtr now = *head->manifest(*head->find_pin(kPerson));
    most = std::max(most, now->fragments.size());
    ASSERT_EQ(now->live_rows(), static_cast<uint64_t>(commit) + 1);
  }
  EXPECT_GE(most, kMergeFactor - 1);  // not with every commit
  EXPECT_LE(most, 2 * kMergeFactor);
}

}  // namespace
}  // namespace omnigraph::graph
