#include "omnigraph/graph/stage/staged_table.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/stage/seal_table.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using columnar::kNullRow;
using testing::export_text;
using testing::rows_from_json;
using testing::TestGraph;

const std::string kPersonTable = "node:Person";

std::string person(const std::string& name, int age) {
  return R"({"_id":")" + name + R"(","name":")" + name + R"(","age":)" + std::to_string(age) + "}";
}

// Three stored people, in two fragments.
class Stage : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(graph.init().ok());
    ASSERT_TRUE(graph.put(kPersonTable, {person("A", 1), person("B", 2)}).ok());
    ASSERT_TRUE(graph.put(kPersonTable, {person("C", 3)}).ok());
    base = graph.head();
    type = base->catalog()->find_node("Person");
    table.emplace(base->catalog(), *base->table(*type));
  }
  void put(const std::vector<std::string>& rows, const std::vector<uint32_t>& replaced) {
    table->put(rows_from_json(*type, rows), replaced);
  }
  void erase(const std::vector<uint32_t>& positions) { table->erase(positions); }
  uint32_t position(std::string_view id) {
    const std::vector<std::string_view> ids = {id};
    return (*scan_ids(*table->view(), ids))[0];
  }
  // "A=1 B=2 …" of the live rows of the view, in storage order.
  std::string live() {
    const TableView& view = *table->view();
    std::vector<uint32_t> positions;
    for (uint32_t p = 0; p < view.position_count(); ++p) {
      if (view.live(p)) {
        positions.push_back(p);
      }
    }
    EXPECT_EQ(view.row_count(), positions.size());
    const auto ids = *view.take(0, positions);
    const auto ages = *view.take(*view.column_index("age"), positions);
    std::string text;
    for (size_t i = 0; i < positions.size(); ++i) {
      text += (text.empty() ? "" : " ") + std::string(ids->string_at(i)) + "=" +
              std::to_string(ages->value_at<int32_t>(i));
    }
    return text;
  }
  StagedVersion stage() {
    auto version = stage_version(graph.environment(),
                                 {"main"},
                                 *base->find_pin(kPersonTable),
                                 **base->manifest(*type),
                                 *table);
    EXPECT_TRUE(version.ok());
    return *version;
  }
  SnapshotPtr publish() {
    StagedVersion version = stage();
    CommitDraft draft;
    draft.commit_id = graph.environment().ids.next();
    draft.operation = "mutate";
    draft.changes = {version.pin};
    draft.files = std::move(version.files);
    auto published = graph.graph().publish(base, std::move(draft));
    EXPECT_TRUE(published.ok());
    return *published;
  }

  io::MemoryStore store;
  TestGraph graph{store};
  SnapshotPtr base;
  const schema::EntityType* type = nullptr;
  std::optional<StagedTable> table;
};

TEST_F(Stage, ViewIsBaseWithChangesLaidOver) {
  EXPECT_EQ(live(), "A=1 B=2 C=3");
  EXPECT_EQ(table->view(), table->base());
  put({person("D", 4), person("B", 20)}, {kNullRow, position("B")});
  EXPECT_EQ(live(), "A=1 C=3 D=4 B=20");
  EXPECT_EQ(position("C"), 2U);  // stored rows keep their positions
  erase({position("A"), position("D")});
  EXPECT_EQ(live(), "C=3 B=20");
  put({person("B", 21)}, {position("B")});
  EXPECT_EQ(live(), "C=3 B=21");
  EXPECT_EQ(position("A"), kNullRow);
  EXPECT_EQ(table->masked(), (std::vector<uint32_t>{0, 1}));
  const StagedTable::Rows rows = table->live_rows();
  EXPECT_EQ(rows.origins, (std::vector<uint32_t>{1}));
  EXPECT_EQ(rows.batch.row_count, 1U);
}

TEST_F(Stage, InsertThenDeleteLeavesNothing) {
  put({person("D", 4)}, {kNullRow});
  put({person("D", 5)}, {position("D")});
  erase({position("D")});
  EXPECT_TRUE(table->masked().empty());
  EXPECT_EQ(table->live_rows().batch.row_count, 0U);
  EXPECT_EQ(live(), "A=1 B=2 C=3");
}

TEST_F(Stage, DeletedAndInsertedAgainIsANewRow) {
  erase({position("B")});
  put({person("B", 9)}, {kNullRow});
  EXPECT_TRUE(table->live_rows().origins.empty());
  const SnapshotPtr after = publish();
  EXPECT_EQ(after->find_pin(kPersonTable)->row_count, 3U);
  EXPECT_EQ((*after->manifest(*type))->next_row_id, 4U);
}

// The row ids of one version, by entity id.
std::map<std::string, uint64_t> row_ids(const Snapshot& snapshot, const schema::EntityType& type) {
  std::map<std::string, uint64_t> ids;
  const auto view = *snapshot.table(type);
  const auto manifest = *snapshot.manifest(type);
  for (size_t f = 0; f < view->fragments().size(); ++f) {
    const TableView::Fragment& fragment = view->fragments()[f];
    const auto column = *fragment.source->read(0, 0, fragment.row_count);
    for (uint32_t row = 0; row < fragment.row_count; ++row) {
      if (view->live(fragment.first_position + row)) {
        ids[std::string(column->string_at(row))] = manifest->fragments[f].row_ids.at(row);
      }
    }
  }
  return ids;
}

TEST_F(Stage, UpdatedRowsKeepTheirRowIds) {
  const auto before = row_ids(*base, *type);
  put({person("D", 4), person("B", 20), person("C", 30)}, {kNullRow, position("B"), position("C")});
  put({person("C", 31)}, {position("C")});
  const SnapshotPtr after = publish();
  const auto now = row_ids(*after, *type);
  EXPECT_EQ(now.at("A"), before.at("A"));
  EXPECT_EQ(now.at("B"), before.at("B"));
  EXPECT_EQ(now.at("C"), before.at("C"));
  EXPECT_EQ(now.at("D"), 3U);
  // C's fragment has no row left and is gone; A's has a deletion file.
  EXPECT_EQ((*after->manifest(*type))->fragments.size(), 2U);
  EXPECT_EQ(*export_text(*after),
            R"({"type":"Person","data":{"id":"A","age":1,"name":"A"}}
{"type":"Person","data":{"id":"B","age":20,"name":"B"}}
{"type":"Person","data":{"id":"C","age":31,"name":"C"}}
{"type":"Person","data":{"id":"D","age":4,"name":"D"}}
)");
  // And what another process reads from the store is the same.
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  EXPECT_EQ(row_ids(*other.head(), *other.head()->catalog()->find_node("Person")), now);
}

TEST_F(Stage, DeletionsAddUpOverVersions) {
  erase({position("A")});
  base = publish();
  table.emplace(base->catalog(), *base->table(*type));
  EXPECT_EQ(live(), "B=2 C=3");
  EXPECT_EQ(position("A"), kNullRow);
  erase({position("B")});
  base = publish();
  table.emplace(base->catalog(), *base->table(*type));
  EXPECT_EQ(live(), "C=3");
  erase({position("C")});
  base = publish();
  EXPECT_EQ(base->find_pin(kPersonTable)->row_count, 0U);
  EXPECT_TRUE((*base->manifest(*type))->fragments.empty());
  EXPECT_EQ(*export_text(*base), "");
  ASSERT_TRUE(graph.put(kPersonTable, {person("A", 5)}).ok());
  EXPECT_EQ(*export_text(*graph.head()),
            R"({"type":"Person","data":{"id":"A","age":5,"name":"A"}})"
            "\n");
}

TEST_F(Stage, PinSaysWhatTheManifestHolds) {
  put({person("D", 4)}, {kNullRow});
  const StagedVersion version = stage();
  EXPECT_EQ(version.pin.table_key, kPersonTable);
  EXPECT_EQ(version.pin.table_version, base->find_pin(kPersonTable)->table_version + 1);
  EXPECT_EQ(version.pin.row_count, 4U);
  EXPECT_FALSE(version.pin.table_branch);
  ASSERT_EQ(version.files.size(), 2U);  // manifest and data file
  const auto on_branch = stage_version(graph.environment(),
                                       {"side"},
                                       *base->find_pin(kPersonTable),
                                       **base->manifest(*type),
                                       *table);
  EXPECT_EQ(on_branch->pin.table_branch, "side");
}

TEST_F(Stage, StagedBytesAreReadByPublishersCacheWithoutTheStore) {
  put({person("D", 4)}, {kNullRow});
  const SnapshotPtr after = publish();
  const Pin& pin = *after->find_pin(kPersonTable);
  ASSERT_TRUE(store.remove(pin.table_path + "/_graph/" + pin.manifest).ok());
  EXPECT_TRUE(after->manifest(*type).ok());
}

}  // namespace
}  // namespace omnigraph::graph
