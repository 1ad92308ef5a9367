// What writes cost on a table that is large against them: they go through indices and never read
// it. Cost is counted by a process that has read nothing before, and once more for one that has.
#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::engine {
namespace {

using io::Usage;
using testing::change;
using testing::load;
using testing::open_engine;
using testing::read;

constexpr int kRows = 150'000;
constexpr const char* kIndexedSchema = R"(
node Person {
  name: String @key
  mail: String? @unique
  note: String?
}
edge Knows: Person -> Person @card(0..100)
)";

std::string name(int64_t i) {
  return "user-" + std::to_string(i * 2'654'435'761 % 1'000'000'007);
}

class IndexBudget : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    memory = std::make_unique<io::MemoryStore>();
    std::string lines;
    for (int i = 0; i < kRows; ++i) {
      lines += R"({"type":"Person","data":{"name":")" + name(i) + R"(","mail":"m)" +
               std::to_string(i * int64_t{7919} % kRows) + R"(","note":"what is to be said of )" +
               name(i * int64_t{31}) + "\"}}\n";
      lines += R"({"edge":"Knows","from":")" + name(i % 5000) + R"(","to":")" +
               name(i * int64_t{7919} % kRows) + "\"}\n";
    }
    auto engine = Engine::init_on(*memory, kIndexedSchema, testing::test_options());
    ASSERT_TRUE(engine.ok());
    ASSERT_TRUE(load(**engine, lines).ok());
    for (const char* folder : {"nodes/", "edges/"}) {
      const auto objects = memory->list(folder, "", 10'000).value();
      for (const io::ObjectInfo& object : objects) {
        table_bytes += object.path.find("/data/") == std::string::npos ? 0 : object.size_bytes;
      }
    }
  }
  static void TearDownTestSuite() { memory.reset(); }

  template <typename Work>
  Usage cost(Work&& work) {
    const Usage before = store.snapshot();
    work();
    return store.snapshot() - before;
  }

  static std::unique_ptr<io::MemoryStore> memory;
  static uint64_t table_bytes;
  io::MeteredStore store{*memory};
};

std::unique_ptr<io::MemoryStore> IndexBudget::memory;
uint64_t IndexBudget::table_bytes = 0;

TEST_F(IndexBudget, KeyedInsertsReadPagesOfTheIndex) {
  const auto engine = open_engine(store);
  std::string statements;
  for (int i = 0; i < 20; ++i) {
    statements += R"(insert Person { name: ")" + name(i * 6007) + R"(", mail: "new)" +
                  std::to_string(i) + "\" }\n";
  }
  const Usage usage = cost([&] {
    const auto answer = change(*engine, statements);
    EXPECT_TRUE(answer.ok()) << answer.error().message();
  });
  EXPECT_LT(usage.bytes_read() * 4, table_bytes) << usage.to_string();
  const Usage again = cost([&] {
    const auto answer = change(*engine, R"(insert Person { name: "n1", mail: "m5" })");
    EXPECT_FALSE(answer.ok());  // somebody has that one
  });
  // A page of 65,536 rows to name the stored one, and pages of the index.
  EXPECT_LT(again.bytes_read() * 10, table_bytes) << again.to_string();
}

TEST_F(IndexBudget, MergesReadPagesOfTheIndex) {
  const auto engine = open_engine(store);
  std::string lines;
  for (int i = 0; i < 20; ++i) {
    lines += R"({"type":"Person","data":{"name":")" + name(i * 7001) + R"(","mail":"merged)" +
             std::to_string(i) + "\"}}\n";
  }
  LoadRequest request;
  request.mode = "merge";
  const Usage usage = cost([&] {
    const Status loaded = load(*engine, lines, request);
    EXPECT_TRUE(loaded.ok()) << loaded.error().message();
  });
  EXPECT_LT(usage.bytes_read() * 4, table_bytes) << usage.to_string();
  // Rows that only the record before had are still there.
  EXPECT_EQ(read(*open_engine(*memory), R"(match { $p: Person } return { count($p.mail) as n })")
                .find("error"),
            std::string::npos);
}

TEST_F(IndexBudget, EdgesOfADeletedNodeAreFoundByTheirEnds) {
  const auto engine = open_engine(store);
  const Usage usage = cost([&] {
    const auto answer = change(*engine, R"(delete Person where name = ")" + name(4321) + "\"");
    ASSERT_TRUE(answer.ok()) << answer.error().message();
    EXPECT_EQ(answer->affected_nodes, 1U);
    EXPECT_EQ(answer->affected_edges, 31U);  // 30 out, one in
  });
  EXPECT_LT(usage.bytes_read() * 2, table_bytes) << usage.to_string();
}

}  // namespace
}  // namespace omnigraph::engine
