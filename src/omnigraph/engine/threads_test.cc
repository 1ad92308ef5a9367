// Several threads on one engine: every reader sees whole commits only, and never one older than
// what it has seen. Meant for ThreadSanitizer too.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine {
namespace {

using testing::change;
using testing::people_engine;
using testing::read;

// The writer moves "age" between two people and ties and unties others in the same commit: the sum
// stays, and there are as many ties as p0 says.
TEST(EngineThreads, ReadersSeeWholeCommitsWhileOneWrites) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  ASSERT_TRUE(change(*engine, R"(
    update Person set { age: 50 } where name = "p0"
    update Person set { age: 50 } where name = "p1"
    delete Knows where from = "p0"
  )")
                  .ok());
  std::atomic<bool> done = false;
  std::atomic<int> reads = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&, t] {
      while (!done.load() || reads.load() < 10) {
        if (t == 0) {
          EXPECT_EQ(read(*engine, R"(
            match { $p: Person $p.age >= 20 not { $p.age > 80 } $p.name != "p9" }
            return { sum($p.age) as total })"),
                    "{\"total\":100.0}\n");
        } else if (t == 1) {
          EXPECT_EQ(read(*engine, testing::kCountPeople), "{\"n\":10}\n");
        } else {
          const auto commits = engine->commits("main", 3);
          EXPECT_TRUE(commits.ok());
          EXPECT_TRUE(engine->snapshot({}).ok());
          EXPECT_TRUE(read(*engine, testing::kCountKnows).starts_with("{\"n\":"));
        }
        ++reads;
      }
    });
  }
  for (int i = 0; i < 40; ++i) {
    const int part = 20 + i % 60;
    const auto answer = change(*engine,
                               "update Person set { age: " + std::to_string(part) +
                                   " } where name = \"p0\"\n"
                                   "update Person set { age: " +
                                   std::to_string(100 - part) +
                                   " } where name = \"p1\"\n"
                                   "insert Knows { from: \"p2\", to: \"p3\" }");
    EXPECT_TRUE(answer.ok()) << answer.error().message();
    if (i % 8 == 0) {
      EXPECT_TRUE(engine->sync_mirror().ok());
    }
  }
  done = true;
  for (std::thread& reader : readers) {
    reader.join();
  }
  // Forty parallel edges are one pair.
  EXPECT_EQ(read(*engine, testing::kCountKnows), "{\"n\":1}\n");
}

// Writers of one process take turns; none loses.
TEST(EngineThreads, WritersOfOneEngineDoNotConflict) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string name = "w" + std::to_string(t) + "-" + std::to_string(i);
        const auto answer = change(*engine, "insert Person { name: \"" + name + "\" }");
        EXPECT_TRUE(answer.ok()) << answer.error().message();
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  EXPECT_EQ(read(*engine, testing::kCountPeople), "{\"n\":50}\n");
  EXPECT_EQ(engine->snapshot({})->manifest_version, 42U);
}

}  // namespace
}  // namespace omnigraph::engine
