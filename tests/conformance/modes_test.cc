// Proof that each mode is in force: batches are counted, files are looked for, threads must meet
// inside of the engine.
#include <chrono>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "conformance/case_run.h"
#include "conformance/engine_graph.h"
#include "conformance/meeting_store.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::testing {
namespace {

class ModesTest : public ::testing::TestWithParam<Mode> {
 protected:
  static EngineGraph friends() { return fixture("friends").engine.copy(GetParam()).value(); }
};

constexpr const char* kPeople = "query t() { match { $p: Person } return { $p.name } }";
constexpr const char* kInsert = "query t() { insert Person { name: \"Eve\" } }";

// ---- Batches
// -------------------------------------------------------------------------------------

TEST_P(ModesTest, RowsComeInBatchesOfTheModesSize) {
  EngineGraph graph = friends();
  const auto four = graph.read_batches(kPeople, "", "");
  ASSERT_TRUE(four.ok());
  using Sizes = std::vector<size_t>;
  const size_t size = GetParam().batch_rows;
  EXPECT_EQ(four->batches, size == 1 ? Sizes({1, 1, 1, 1}) : size == 3 ? Sizes({3, 1}) : Sizes{4});
  // More rows than the largest batch holds.
  std::string data;
  for (size_t i = 0; i < 5000; ++i) {
    data += R"({"type":"Company","data":{"name":"c)" + std::to_string(i) + "\"}}\n";
  }
  engine::LoadRequest request;
  request.cascade = true;
  ASSERT_TRUE(graph.load(data, request).ok());
  const auto many = graph.read_batches(
      "query t() { match { $c: Company } return { $c.name } order { $c.name } }", "", "");
  ASSERT_TRUE(many.ok());
  EXPECT_EQ(many->lines.size(), 5000U);
  EXPECT_EQ(many->batches.size(), (5000 + size - 1) / size);
}

// ---- Stores
// --------------------------------------------------------------------------------------

size_t files_below(const std::string& folder) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    count += entry.is_regular_file() ? 1 : 0;
  }
  return count;
}

TEST_P(ModesTest, TheGraphLiesWhereTheModeSays) {
  EngineGraph copied = friends();
  EngineGraph made =
      EngineGraph::create(fixture("friends").plain.catalog->source(), GetParam()).value();
  for (EngineGraph* graph : {&copied, &made}) {
    const bool local = GetParam().store == StoreKind::kLocal;
    ASSERT_EQ(!graph->folder().empty(), local);
    ASSERT_EQ(graph->memory() == nullptr, local);
    const auto count = [&] {
      constexpr size_t kAll = std::numeric_limits<size_t>::max();
      return local ? files_below(graph->folder()) : graph->memory()->list("", "", kAll)->size();
    };
    const size_t before = count();
    EXPECT_GT(before, 0U);
    ASSERT_TRUE(graph->change(kInsert, "", "").ok());
    EXPECT_GT(count(), before);
  }
}

TEST_P(ModesTest, AGraphOnDiskIsGoneWithItsFiles) {
  if (GetParam().store != StoreKind::kLocal) {
    return;
  }
  const EngineGraph graph = friends();
  // A second engine reads what the first one wrote, and nothing once it is removed.
  EXPECT_TRUE(graph.copy(size_t{3}).ok());
  std::filesystem::remove_all(graph.folder());
  EXPECT_FALSE(graph.copy(size_t{3}).ok());
}

// ---- Threads
// -------------------------------------------------------------------------------------

// The store behind a graph with the data of the fixture, of the mode's kind.
std::unique_ptr<io::ObjectStore> filled_store(const Mode& mode, const EngineGraph& local) {
  if (mode.store == StoreKind::kLocal) {
    return io::open_store(local.folder()).value();
  }
  auto store = std::make_unique<io::MemoryStore>();
  io::MemoryStore& from = *fixture("friends").engine.memory();
  for (const io::ObjectInfo& object : *from.list("", "", std::numeric_limits<size_t>::max())) {
    EXPECT_TRUE(store->put(object.path, from.read(object.path)->span()).ok());
  }
  return store;
}

// With two threads both must be in the middle of their reads at one time: the store lets neither go
// on alone. With one thread nobody else comes.
TEST_P(ModesTest, AsManyThreadsReadAtOnceAsTheModeSays) {
  const Mode& mode = GetParam();
  const EngineGraph keeper = friends();
  const auto inner = filled_store(mode, keeper);
  MeetingStore store(*inner);
  EngineGraph graph = EngineGraph::open(store, mode).value();
  store.arm(mode.threads > 1 ? std::chrono::minutes(1) : std::chrono::milliseconds(20));
  const auto answer = graph.read(kPeople, "", "");
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(answer->size(), 4U);
  EXPECT_EQ(store.reader_count(), mode.threads);
  EXPECT_EQ(store.met(), mode.threads > 1);
}

std::string mode_name(const ::testing::TestParamInfo<Mode>& info) {
  return to_string(info.param);
}

INSTANTIATE_TEST_SUITE_P(All, ModesTest, ::testing::ValuesIn(all_modes()), mode_name);

TEST(ModesOfCasesTest, AreAllThatTheNumbersAllow) {
  EXPECT_EQ(all_modes().size(), 12U);
}

}  // namespace
}  // namespace omnigraph::testing
