// Indices of tables: what look-ups find is compared with a plain search of all rows, over versions
// with updated, deleted and new rows, and what they read is counted.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/index/indexed_columns.h"
#include "omnigraph/graph/index/table_index.h"
#include "omnigraph/graph/index/update_indices.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/table/id_index.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"
#include "omnigraph/lance/index/btree_writer.h"
#include "omnigraph/lance/index/value_order.h"
#include "omnigraph/lance/table/new_version.h"
#include "omnigraph/schema/compile.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::kNullRow;
using testing::TestGraph;

constexpr const char* kSchema = R"(
node Person {
  name: String @key
  mail: String? @unique
  age: I64?
}
edge Knows: Person -> Person { since: I64? }
)";
constexpr const char* kPerson = "node:Person";

ArrayPtr texts(const std::vector<std::string>& values) {
  columnar::Builder builder{columnar::DataType(columnar::TypeKind::kString)};
  for (const std::string& value : values) {
    builder.append_string(value);
  }
  return lance::sorted_distinct(*builder.finish());
}

std::string person(uint64_t number, const std::string& mail) {
  return format(
      R"({{"_id":"p{}","name":"p{}","mail":"{}","age":{}}})", number, number, mail, number % 100);
}

std::string lines(uint64_t begin, uint64_t end) {
  std::string text;
  for (uint64_t i = begin; i < end; ++i) {
    text += format(R"({{"type":"Person","data":{{"name":"p{}","mail":"m{}","age":{}}}}})",
                   i,
                   i * 7919 % 1'000'003,
                   i % 100) +
            "\n";
  }
  return text;
}

class Index : public ::testing::Test {
 protected:
  void start(uint64_t rows) {
    ASSERT_TRUE(graph.init(kSchema).ok());
    const auto loaded = graph.load(lines(0, rows));
    ASSERT_TRUE(loaded.ok()) << loaded.error().message();
    refresh();
  }
  void refresh() {
    head = graph.head();
    type = head->catalog()->find_node("Person");
    view = head->table(*type).value();
  }
  void put(const std::vector<std::string>& rows) {
    const auto put = graph.put(kPerson, rows);
    ASSERT_TRUE(put.ok()) << put.error().message();
    refresh();
  }
  size_t segments(std::string_view name) {
    size_t count = 0;
    for (const auto& entry : view->stored()->manifest->indices) {
      count += entry.name == name ? 1 : 0;
    }
    return count;
  }
  // (position, value) of the live rows with one of `keys`, by looking at all rows.
  std::map<uint32_t, std::string> searched(size_t column, const std::set<std::string>& keys) {
    std::map<uint32_t, std::string> rows;
    for (const TableView::Fragment& fragment : view->fragments()) {
      const auto cells = fragment.source->read(column, 0, fragment.row_count).value();
      for (uint32_t row = 0; row < fragment.row_count; ++row) {
        const uint32_t position = fragment.first_position + row;
        if (view->live(position) && !cells->is_null(row) &&
            keys.contains(std::string(cells->string_at(row)))) {
          rows.emplace(position, cells->string_at(row));
        }
      }
    }
    return rows;
  }
  std::map<uint32_t, std::string> found(size_t column, const std::set<std::string>& keys) {
    const auto sorted = texts({keys.begin(), keys.end()});
    const auto rows = find_rows(*view, column, *sorted, {0, view->fragments().size()});
    EXPECT_TRUE(rows.ok()) << rows.error().message();
    std::map<uint32_t, std::string> result;
    for (const FoundRow& row : *rows) {
      EXPECT_TRUE(result.emplace(row.position, sorted->string_at(row.key)).second);
    }
    return result;
  }

  io::MemoryStore memory;
  io::MeteredStore store{memory};
  TestGraph graph{store};
  SnapshotPtr head;
  const schema::EntityType* type = nullptr;
  TableViewPtr view;
};

TEST(IndexedColumns, IdsEndsAndUniqueColumns) {
  const auto catalog = schema::compile_schema(R"(
node A { k: String @key  u: I64? @unique  kind: enum(x, y)  b: Bool  t: String  @unique(kind, t) }
edge E: A -> A { w: I64?  tag: String?  @unique(tag, @dst) }
)")
                           .value();
  const auto names = [](const schema::EntityType& type) {
    std::vector<std::string> result;
    for (const size_t column : indexed_columns(type)) {
      result.push_back(type.table_schema()[column].name);
    }
    return result;
  };
  EXPECT_EQ(names(*catalog->find_node("A")), (std::vector<std::string>{"_id", "t", "u"}));
  EXPECT_EQ(names(*catalog->find_edge("E")), (std::vector<std::string>{"_id", "_src", "_dst"}));
}

TEST_F(Index, ALoadOfManyRowsHasOneAndAFewRowsHaveNone) {
  start(1000);
  EXPECT_TRUE(view->stored()->manifest->indices.empty());
  ASSERT_TRUE(graph.load(lines(0, kUncoveredRowsMax)).ok());
  refresh();
  EXPECT_EQ(segments("_id_idx"), 1U);
  EXPECT_EQ(segments("mail_idx"), 1U);
  EXPECT_EQ(view->stored()->manifest->indices.size(), 2U);
  EXPECT_EQ(found(0, {"p0", "p65535", "p65536"}), searched(0, {"p0", "p65535"}));
  ASSERT_TRUE(graph.load(lines(0, 10)).ok());  // all else is gone
  refresh();
  EXPECT_TRUE(view->stored()->manifest->indices.empty());
}

// Rows that changed keep their row ids: the segment's entry must not find them any more, the new
// value must be found where no segment covers it, and after the segment was made anew likewise.
TEST_F(Index, ChangedAndDeletedRowsAreFoundAsTheyAre) {
  start(70'000);
  const size_t mail = view->column_index("mail").value();
  put({person(5, "new5"), person(6, "m0"), person(70'000, "m13")});
  put({person(6, "other")});
  const auto base = graph.head();
  ASSERT_TRUE(graph.graph().publish(base, graph.erase_draft(base, kPerson, {"p7", "p8"})).ok());
  refresh();
  const std::set<std::string> mails = {
      "m0", "new5", "other", "m13", "m39595", "m47514", "m55433", "m63352", "m71271"};
  const std::set<std::string> ids = {"p0", "p5", "p6", "p7", "p8", "p9", "p70000"};
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(found(mail, mails), searched(mail, mails));
    EXPECT_EQ(found(0, ids), searched(0, ids));
    EXPECT_EQ(found(0, ids).size(), 5U);
    if (round == 0) {
      LoadOptions options;
      options.mode = LoadMode::kAppend;
      ASSERT_TRUE(graph.load(lines(70'001, 150'000), options).ok());
      refresh();
      EXPECT_EQ(segments("_id_idx"), 1U);  // the smaller one was taken in
    }
  }
}

// Ordinary commits write the segment that is due, of rows that are not stored yet.
TEST_F(Index, ACommitThatPassesTheLimitWritesASegment) {
  start(60'000);
  EXPECT_EQ(segments("_id_idx"), 0U);
  std::vector<std::string> rows;
  for (uint64_t i = 59'000; i < 66'000; ++i) {
    rows.push_back(person(i, format("c{}", i)));
  }
  put(rows);
  EXPECT_EQ(segments("_id_idx"), 1U);
  EXPECT_EQ(segments("mail_idx"), 1U);
  const size_t mail = view->column_index("mail").value();
  const std::set<std::string> ids = {"p0", "p59000", "p58999", "p65999"};
  EXPECT_EQ(found(0, ids), searched(0, ids));
  EXPECT_EQ(found(0, ids).size(), 4U);
  const std::set<std::string> mails = {"c59000", "m221000", "c65999", "m0"};
  EXPECT_EQ(found(mail, mails), searched(mail, mails));
  EXPECT_EQ(found(mail, mails).size(), 3U);
}

TEST_F(Index, RandomVersionsAreSearchedRight) {
  start(66'000);
  SeededRandom random(3);
  const size_t mail = view->column_index("mail").value();
  for (int step = 0; step < 6; ++step) {
    std::vector<std::string> rows;
    std::set<uint64_t> used;
    for (int i = 0; i < 50; ++i) {
      const uint64_t number = random.next() % 66'100;
      if (used.insert(number).second) {
        rows.push_back(person(number, format("x{}-{}", step, number)));
      }
    }
    put(rows);
    std::set<std::string> ids;
    std::set<std::string> mails;
    for (int i = 0; i < 100; ++i) {
      const uint64_t number = i % 2 == 0 ? random.next() % 66'100 : *used.begin();
      ids.insert(format("p{}", number));
      mails.insert(format("m{}", number * 7919 % 1'000'003));
      mails.insert(format("x{}-{}", random.next() % 6, number));
    }
    EXPECT_EQ(found(0, ids), searched(0, ids));
    EXPECT_EQ(found(mail, mails), searched(mail, mails));
  }
}

TEST_F(Index, SegmentsStayFew) {
  start(kUncoveredRowsMax);
  LoadOptions options;
  options.mode = LoadMode::kAppend;
  for (uint64_t i = 1; i <= 8; ++i) {
    ASSERT_TRUE(
        graph.load(lines(i * kUncoveredRowsMax, (i + 1) * kUncoveredRowsMax), options).ok());
  }
  refresh();
  EXPECT_EQ(view->row_count(), 9 * kUncoveredRowsMax);
  EXPECT_LE(segments("_id_idx"), 3U);
  EXPECT_EQ(found(0, {"p0", "p65536", "p500000"}), searched(0, {"p0", "p65536", "p500000"}));
}

// Another process, which has read nothing yet.
TEST_F(Index, AColdLookUpReadsAFewPages) {
  start(300'000);
  uint64_t table_bytes = 0;
  for (const auto& fragment : view->stored()->manifest->fragments) {
    table_bytes += fragment.files[0].size_bytes;
  }
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  const TableViewPtr fresh =
      other.head()->table(*other.head()->catalog()->find_node("Person")).value();
  const auto before = store.snapshot();
  const std::vector<std::string_view> ids = {"p123456", "nobody"};
  const auto positions = scan_ids(*fresh, ids).value();
  EXPECT_EQ(positions[0], 123'456U);
  EXPECT_EQ(positions[1], kNullRow);
  const io::Usage used = store.snapshot() - before;
  EXPECT_LE(used.requests(), 8U) << used.to_string();
  EXPECT_LT(used.bytes_read() * 20, table_bytes) << used.to_string();
}

TEST_F(Index, UniqueValuesAreCheckedThroughTheIndex) {
  start(300'000);
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  const auto before = store.snapshot();
  LoadOptions options;
  options.mode = LoadMode::kMerge;
  const auto clash = other.load(R"({"type":"Person","data":{"name":"new","mail":"m7919"}})"
                                "\n",
                                options);
  ASSERT_FALSE(clash.ok());
  EXPECT_EQ(clash.error().code(), ErrorCode::kInvalidArgument);
  std::string upsert;
  for (uint64_t i = 0; i < 40; ++i) {
    upsert += format(R"({{"type":"Person","data":{{"name":"p{}","mail":"y{}"}}}})", i * 7001, i);
    upsert += "\n";
  }
  const auto merged = other.load(upsert, options);
  ASSERT_TRUE(merged.ok()) << merged.error().message();
  const io::Usage used = store.snapshot() - before;
  uint64_t table_bytes = 0;
  for (const auto& fragment : view->stored()->manifest->fragments) {
    table_bytes += fragment.files[0].size_bytes;
  }
  EXPECT_LT(used.bytes_read() * 3, table_bytes) << used.to_string() << " of " << table_bytes;
  refresh();
  EXPECT_EQ(view->row_count(), 300'000U);
}

TEST_F(Index, ADamagedSegmentIsReported) {
  start(70'000);
  const auto& entry = view->stored()->manifest->indices[0];
  const std::string object =
      format("{}/{}/page_lookup.lance", view->stored()->path, lance::index_folder(entry));
  std::string bytes(store.read(object)->view());
  for (size_t at = 0; at < bytes.size(); at += 16) {
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
  }
  ASSERT_TRUE(store.put(object, as_bytes(bytes)).ok());
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  const TableViewPtr fresh =
      other.head()->table(*other.head()->catalog()->find_node("Person")).value();
  const std::vector<std::string_view> ids = {"p1"};
  const auto result = scan_ids(*fresh, ids);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(result.error().message().find(object), std::string::npos);
}

}  // namespace
}  // namespace omnigraph::graph
