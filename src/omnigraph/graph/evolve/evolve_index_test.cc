// Indices and mirrors across a change of schema, on tables that are large enough to have indices.
#include <set>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/evolve/evolve_test_support.h"
#include "omnigraph/graph/index/find_rows.h"
#include "omnigraph/graph/index/indexed_columns.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {
namespace {

using testing::evolve_to;
using testing::TestGraph;
using testing::verify_text;

std::set<std::string> indexed_names(const SnapshotPtr& head, const std::string& key) {
  std::set<std::string> names;
  const auto manifest = head->manifest(*head->find_pin(key));
  for (const lance::IndexEntry& entry : (*manifest)->indices) {
    names.insert(entry.name);
  }
  return names;
}

TEST(EvolveIndex, IndicesComeStayAndGoWithTheirRules) {
  io::MemoryStore store;
  TestGraph graph(store, 1);
  ASSERT_TRUE(graph.init("node T { k: String @key n: I32 @unique m: I32 }").ok());
  std::string lines;
  for (int i = 0; i < 70'000; ++i) {
    const std::string number = std::to_string(i);
    lines += R"({"type":"T","data":{"k":"k)" + number + R"(","n":)" + number + R"(,"m":)" + number +
             "}}\n";
  }
  ASSERT_TRUE(graph.load(lines).ok());
  EXPECT_EQ(indexed_names(graph.head(), "node:T"), (std::set<std::string>{"_id_idx", "n_idx"}));
  // One renamed, one new over a column that is widened on the way.
  ASSERT_TRUE(evolve_to(graph,
                        "node T { k: String @key x: I32 @unique @rename_from(\"n\") "
                        "m: I64 @unique w: String @default(\"v\") }")
                  .ok());
  EXPECT_EQ(indexed_names(graph.head(), "node:T"),
            (std::set<std::string>{"_id_idx", "x_idx", "m_idx"}));
  EXPECT_EQ(verify_text(graph), "");
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  const SnapshotPtr head = other.head();
  const auto view = head->table(*head->catalog()->find_node("T"));
  ASSERT_TRUE(view.ok());
  const size_t column = *(*view)->column_index("m");
  columnar::Builder keys{columnar::DataType(columnar::TypeKind::kInt64)};
  keys.append<int64_t>(61'234);
  const auto found = find_rows(**view, column, *keys.finish(), {0, (*view)->fragments().size()});
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 1U);
  const uint32_t position = found->front().position;
  EXPECT_EQ((*(*view)->take(0, std::span(&position, 1)))->string_at(0), "k61234");
  // Without its rule an index is kept up by nobody.
  ASSERT_TRUE(evolve_to(graph, "node T { k: String @key x: I32 m: I64 @unique w: String }").ok());
  EXPECT_EQ(indexed_names(graph.head(), "node:T"), (std::set<std::string>{"_id_idx", "m_idx"}));
  EXPECT_EQ(verify_text(graph), "");
}

TEST(EvolveMirror, FollowsRenamesAndRemovals) {
  io::MemoryStore store;
  TestGraph graph(store, 1);
  ASSERT_TRUE(graph.init("node A { x: String? }\nnode B { y: I32? }").ok());
  ASSERT_TRUE(graph.put("node:A", {R"({"_id":"1","x":"one"})"}).ok());
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  const auto objects = [&](const std::string& key) {
    return store.list(mirror_folder(key) + "/_versions/", "", 100)->size();
  };
  EXPECT_EQ(objects("node:A"), 1U);
  EXPECT_EQ(objects("node:B"), 1U);
  ASSERT_TRUE(evolve_to(graph,
                        "node C @rename_from(\"A\") { x: String? z: I64 @default(1) }\n"
                        "node D { }")
                  .ok());
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  EXPECT_EQ(store.list(mirror_folder("node:A") + "/", "", 100)->size(), 0U);
  EXPECT_EQ(store.list(mirror_folder("node:B") + "/", "", 100)->size(), 0U);
  EXPECT_EQ(objects("node:C"), 1U);
  EXPECT_EQ(objects("node:D"), 1U);
}

// What the hint told of is found without it, too; what others wrote last stays, and is told.
TEST(EvolveMirror, LosesNothingOfOthersAndForgetsNothingOfOurs) {
  io::MemoryStore store;
  TestGraph graph(store, 1);
  ASSERT_TRUE(graph.init("node A { x: String? }\nnode B { }\nnode C { }").ok());
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  const std::string ours = mirror_folder("node:B") + "/" + lance::version_manifest_path(1);
  auto foreign = lance::parse_manifest(store.read(ours)->span(), ours);
  ASSERT_TRUE(foreign.ok());
  foreign->version = 2;
  foreign->transaction = {};
  const auto bytes = lance::serialize(*foreign);
  ASSERT_TRUE(
      store.create(mirror_folder("node:B") + "/" + lance::version_manifest_path(2), bytes->span())
          .ok());
  ASSERT_TRUE(evolve_to(graph, "node C { }").ok());
  ASSERT_TRUE(store.remove(kMirrorHintObject).ok());
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  for (const bool again : {false, true}) {
    const auto report = other.graph().sync_mirror();
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(store.list(mirror_folder("node:A") + "/", "", 9)->size(), 0U);
    EXPECT_EQ(store.list(mirror_folder("node:B") + "/", "", 9)->size(), 2U);
    ASSERT_EQ(report->drift.size(), 1U) << again;
    EXPECT_EQ(report->drift[0].table_key, "node:B");
    EXPECT_EQ(report->drift[0].foreign_version, 2U);
  }
}

}  // namespace
}  // namespace omnigraph::graph
