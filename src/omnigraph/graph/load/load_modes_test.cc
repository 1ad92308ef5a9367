// Append and merge: what they add, replace and refuse, and what they leave alone in storage.
#include <functional>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/load.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::TestGraph;

const char* const kPeople = R"({"type":"Person","data":{"name":"Alice","age":30}}
{"type":"Person","data":{"name":"Bob","age":40}}
{"type":"Company","data":{"name":"Acme"}}
{"edge":"Knows","from":"Alice","to":"Bob","data":{"id":"k1","since":"2020-01-31"}}
{"edge":"WorksAt","from":"Bob","to":"Acme","data":{"id":"w1"}}
)";

class LoadModes : public ::testing::Test {
 protected:
  io::MemoryStore store;
  TestGraph graph{store};

  void SetUp() override { ASSERT_TRUE(graph.init().ok()); }
  Result<LoadResult> load(std::string_view lines, LoadMode mode, LoadOptions options = {}) {
    options.mode = mode;
    return graph.load(lines, options);
  }
  Result<LoadResult> append(std::string_view lines) { return load(lines, LoadMode::kAppend); }
  Result<LoadResult> merge(std::string_view lines) { return load(lines, LoadMode::kMerge); }
  std::string exported() { return *export_text(*graph.head()); }
  ManifestPtr manifest(const std::string& table_key) {
    const SnapshotPtr head = graph.head();
    return *head->manifest(*head->catalog()->find_table(table_key));
  }
  // The error's message, after which nothing may have changed.
  std::string refusal(std::string_view lines, LoadMode mode, ErrorCode code) {
    const std::string before = graph.head()->commit_id();
    const auto result = load(lines, mode);
    if (result.ok()) {
      return "accepted";
    }
    EXPECT_EQ(result.error().code(), code);
    EXPECT_EQ(graph.head()->commit_id(), before);
    return result.error().message();
  }
  // The row ids of live rows, by _id.
  std::map<std::string, uint64_t> row_ids(const std::string& table_key) {
    const SnapshotPtr head = graph.head();
    const schema::EntityType& type = *head->catalog()->find_table(table_key);
    const TableViewPtr view = *head->table(type);
    const ManifestPtr stored = *head->manifest(type);
    std::map<std::string, uint64_t> ids;
    for (size_t f = 0; f < view->fragments().size(); ++f) {
      const TableView::Fragment& fragment = view->fragments()[f];
      const auto column = *fragment.source->read(0, 0, fragment.row_count);
      for (uint32_t row = 0; row < fragment.row_count; ++row) {
        if (view->live(fragment.first_position + row)) {
          ids[std::string(column->string_at(row))] = stored->fragments[f].row_ids.at(row);
        }
      }
    }
    return ids;
  }
};

TEST_F(LoadModes, AppendToAnEmptyGraphIsOverwrite) {
  ASSERT_TRUE(append(kPeople).ok());
  const std::string appended = exported();
  io::MemoryStore other;
  TestGraph second(other, 2);
  ASSERT_TRUE(second.init().ok());
  ASSERT_TRUE(second.load(kPeople).ok());
  EXPECT_EQ(appended, *export_text(*second.head()));
}

TEST_F(LoadModes, AppendAddsFragmentsAndKeepsTheOthers) {
  ASSERT_TRUE(append(kPeople).ok());
  const ManifestPtr before = manifest("node:Person");
  const ManifestPtr companies = manifest("node:Company");
  const auto result = append(R"({"type":"Person","data":{"name":"Eve"}}
{"edge":"Knows","from":"Eve","to":"Alice"}
{"edge":"Knows","from":"Alice","to":"Eve"}
)");
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(result->nodes.at("Person"), 1U);
  EXPECT_EQ(result->edges.at("Knows"), 2U);
  const ManifestPtr after = manifest("node:Person");
  ASSERT_EQ(after->fragments.size(), 2U);
  EXPECT_EQ(after->fragments[0].files[0].path, before->fragments[0].files[0].path);
  EXPECT_EQ(after->live_rows(), 3U);
  EXPECT_EQ(after->transaction.kind, lance::TransactionKind::kAppend);
  EXPECT_EQ(manifest("node:Company"), companies);
}

TEST_F(LoadModes, AppendRefusesStoredIdsWithTheirLine) {
  ASSERT_TRUE(append(kPeople).ok());
  const char* person = R"({"type":"Person","data":{"name":"Eve"}}
{"type":"Person","data":{"name":"Bob"}}
)";
  EXPECT_EQ(refusal(person, LoadMode::kAppend, ErrorCode::kConflict),
            "line 2: Person 'Bob' is stored already; append only adds rows, merge replaces them");
  const auto edge = append(R"({"edge":"Knows","from":"Bob","to":"Bob","data":{"id":"k1"}})");
  ASSERT_FALSE(edge.ok());
  const auto& detail = std::get<KeyConflictDetail>(edge.error().detail());
  EXPECT_EQ(detail.type, "Knows");
  EXPECT_EQ(detail.id, "k1");
  // An id of a deleted row is free.
  const SnapshotPtr head = graph.head();
  ASSERT_TRUE(graph.graph().publish(head, graph.erase_draft(head, "edge:Knows", {"k1"})).ok());
  EXPECT_TRUE(append(R"({"edge":"Knows","from":"Bob","to":"Bob","data":{"id":"k1"}})").ok());
}

TEST_F(LoadModes, AppendRefusesDuplicatesInTheInput) {
  const char* edges = R"({"type":"Person","data":{"name":"A"}}
{"edge":"Knows","from":"A","to":"A","data":{"id":"x"}}
{"edge":"Knows","from":"A","to":"A","data":{"id":"x"}}
)";
  EXPECT_EQ(refusal(edges, LoadMode::kAppend, ErrorCode::kInvalidArgument),
            "line 3: duplicate id of Knows: 'x' stands on line 2 already");
}

TEST_F(LoadModes, EndsAreStoredNodesOrThoseOfTheInput) {
  ASSERT_TRUE(append(kPeople).ok());
  for (const LoadMode mode : {LoadMode::kAppend, LoadMode::kMerge}) {
    EXPECT_EQ(refusal(R"({"type":"Person","data":{"name":"Zed"}}
{"edge":"Knows","from":"Zed","to":"Alice"}
{"edge":"Knows","from":"Alice","to":"Nobody"}
)",
                      mode,
                      ErrorCode::kInvalidArgument),
              "line 3: edge Knows row 2: dst 'Nobody' not found in Person");
  }
  EXPECT_TRUE(merge(R"({"edge":"Knows","from":"Zed","to":"Alice"}
{"type":"Person","data":{"name":"Zed"}}
)")
                  .ok());
}

TEST_F(LoadModes, MergeReplacesWholeRowsAndAddsNewOnes) {
  ASSERT_TRUE(append(kPeople).ok());
  const auto ids = row_ids("node:Person");
  const ManifestPtr before = manifest("node:Person");
  const auto result = merge(R"({"type":"Person","data":{"name":"Frank","age":1}}
{"type":"Person","data":{"name":"Alice"}}
)");
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(result->nodes.at("Person"), 2U);
  EXPECT_NE(exported().find(R"({"id":"Alice","age":null,"name":"Alice"})"), std::string::npos);
  EXPECT_NE(exported().find(R"({"id":"Bob","age":40,"name":"Bob"})"), std::string::npos);
  const auto after = row_ids("node:Person");
  EXPECT_EQ(after.size(), 3U);
  EXPECT_EQ(after.at("Alice"), ids.at("Alice"));
  EXPECT_EQ(after.at("Bob"), ids.at("Bob"));
  // The stored file stays; one row of it is deleted.
  const ManifestPtr stored = manifest("node:Person");
  EXPECT_EQ(stored->fragments[0].files[0].path, before->fragments[0].files[0].path);
  EXPECT_EQ(stored->fragments[0].deleted_rows(), 1U);
  EXPECT_EQ(stored->transaction.kind, lance::TransactionKind::kUpdate);
}

TEST_F(LoadModes, MergeTwiceIsMergeOnce) {
  ASSERT_TRUE(merge(kPeople).ok());
  const std::string once = exported();
  ASSERT_TRUE(merge(kPeople).ok());
  EXPECT_EQ(exported(), once);
  EXPECT_EQ(manifest("node:Person")->live_rows(), 2U);
  // Nothing of the first file is left.
  EXPECT_EQ(manifest("node:Person")->fragments.size(), 1U);
}

TEST_F(LoadModes, MergeTakesTheLastOfSeveralEdgesWithOneId) {
  ASSERT_TRUE(append(kPeople).ok());
  const auto ids = row_ids("edge:Knows");
  const auto result = merge(R"({"edge":"Knows","from":"Bob","to":"Bob","data":{"id":"k1"}}
{"edge":"Knows","from":"Bob","to":"Alice","data":{"id":"k2"}}
{"edge":"Knows","from":"Bob","to":"Alice","data":{"id":"k1","since":"2021-01-01"}}
{"edge":"Knows","from":"Alice","to":"Alice","data":{"id":"k2"}}
)");
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(result->edges.at("Knows"), 2U);
  EXPECT_NE(exported().find(R"("from":"Bob","to":"Alice","data":{"id":"k1","since":"2021-01-01"})"),
            std::string::npos);
  EXPECT_NE(exported().find(R"("from":"Alice","to":"Alice","data":{"id":"k2")"), std::string::npos);
  EXPECT_EQ(manifest("edge:Knows")->live_rows(), 2U);
  EXPECT_EQ(row_ids("edge:Knows").at("k1"), ids.at("k1"));
  const auto node = merge(
      "{\"type\":\"Person\",\"data\":{\"name\":\"X\"}}\n"
      "{\"type\":\"Person\",\"data\":{\"name\":\"X\"}}\n");
  ASSERT_FALSE(node.ok());
  EXPECT_EQ(node.error().message(),
            "line 2: duplicate @key of Person: 'X' stands on line 1 already (@unique violation)");
}

// Rows that replace each other lie in different batches and files: the first and last of many.
TEST_F(LoadModes, MergeReplacesItsOwnRowsAcrossBatchesAndFiles) {
  ASSERT_TRUE(append(kPeople).ok());
  const auto ids = row_ids("edge:Knows");
  constexpr int kEdges = 20'000;
  std::string lines;
  for (const int round : {0, 1}) {
    for (int i = 0; i < kEdges; ++i) {
      lines += format(
          "{{\"edge\":\"Knows\",\"from\":\"Alice\",\"to\":\"{}\",\"data\":{{\"id\":"
          "\"k{}\"}}}}\n",
          round == 0 ? "Alice" : "Bob",
          i);
    }
  }
  LoadOptions options;
  options.rows_per_file = 3'000;
  for (int again = 0; again < 2; ++again) {
    const auto result = load(lines, LoadMode::kMerge, options);
    ASSERT_TRUE(result.ok()) << result.error().message();
    EXPECT_EQ(result->edges.at("Knows"), uint64_t{kEdges});
    EXPECT_EQ(manifest("edge:Knows")->live_rows(), uint64_t{kEdges});
    const std::string text = exported();
    EXPECT_EQ(text.find(R"("to":"Alice")"), std::string::npos);
    const auto now = row_ids("edge:Knows");
    EXPECT_EQ(now.size(), size_t{kEdges});
    EXPECT_EQ(now.at("k1"), ids.at("k1"));
  }
}

TEST_F(LoadModes, MergeOfRowsWithoutIdsAddsThem) {
  ASSERT_TRUE(append(kPeople).ok());
  const char* edge = R"({"edge":"WorksAt","from":"Alice","to":"Acme"})";
  ASSERT_TRUE(merge(edge).ok());
  ASSERT_TRUE(merge(edge).ok());
  EXPECT_EQ(manifest("edge:WorksAt")->live_rows(), 3U);
}

TEST_F(LoadModes, EmptyInputIsNoCommit) {
  ASSERT_TRUE(append(kPeople).ok());
  const std::string before = graph.head()->commit_id();
  EXPECT_TRUE(append("\n// nothing\n").ok());
  EXPECT_TRUE(merge("").ok());
  EXPECT_EQ(graph.head()->commit_id(), before);
}

TEST_F(LoadModes, UnknownMembersAreCountedOrRefusedAsInOverwrite) {
  ASSERT_TRUE(append(kPeople).ok());
  const char* line = R"({"type":"Person","foo":1,"data":{"name":"Alice","nick":"Al"}})";
  const auto result = merge(line);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->ignored,
            (std::map<std::string, uint64_t>{{"Person.nick", 1}, {"top-level member 'foo'", 1}}));
  LoadOptions strict;
  strict.strict = true;
  EXPECT_FALSE(load(line, LoadMode::kMerge, strict).ok());
}

TEST_F(LoadModes, MergeFillsEmbedTargets) {
  io::MemoryStore other;
  TestGraph notes(other, 3);
  ASSERT_TRUE(
      notes.init("node Note { k: String @key text: String? vec: Vector(2)? @embed(text) }").ok());
  LoadOptions options;
  options.mode = LoadMode::kMerge;
  options.embed = [](std::string_view text, std::span<float> out) -> Status {
    out[0] = static_cast<float>(text.size());
    out[1] = 1;
    return {};
  };
  ASSERT_TRUE(notes.load(R"({"type":"Note","data":{"k":"a","text":"xy"}})", options).ok());
  ASSERT_TRUE(notes.load(R"({"type":"Note","data":{"k":"a","text":"xyz"}})", options).ok());
  EXPECT_EQ(
      *export_text(*notes.head()),
      "{\"type\":\"Note\",\"data\":{\"id\":\"a\",\"k\":\"a\",\"text\":\"xyz\",\"vec\":[3.0,1.0]}"
      "}\n");
}

TEST_F(LoadModes, ConflictWhenTheTableMovedMeanwhile) {
  ASSERT_TRUE(append(kPeople).ok());
  TestGraph rival(store, 2);
  ASSERT_TRUE(rival.open().ok());
  for (const LoadMode mode : {LoadMode::kAppend, LoadMode::kMerge}) {
    auto inner = testing::read_from_text(R"({"type":"Person","data":{"name":"Zed"}})");
    bool once = true;
    const ByteReader reader = [&, inner](char* buffer, size_t size) -> Result<size_t> {
      if (std::exchange(once, false)) {
        EXPECT_TRUE(rival.put("node:Person", {R"({"_id":"Max","name":"Max"})"}).ok());
      }
      return inner(buffer, size);
    };
    LoadOptions options;
    options.mode = mode;
    const auto lost = load_lines(graph.graph(), reader, options, CancelToken(graph.clock()));
    ASSERT_FALSE(lost.ok());
    EXPECT_EQ(std::get<ConflictDetail>(lost.error().detail()).table_key, "node:Person");
  }
}

}  // namespace
}  // namespace omnigraph::graph
