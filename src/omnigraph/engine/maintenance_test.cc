// Maintenance through the front door: what writers and readers notice of it, and what it gains.
#include "omnigraph/engine/maintenance.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/engine/background_worker.h"
#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::engine {
namespace {

using graph::testing::HookStore;
using io::Operation;
using testing::change;
using testing::kCountPeople;
using testing::kPersonZero;
using testing::load;
using testing::open_engine;
using testing::people_engine;
using testing::read;
using testing::test_options;

std::string exported(Engine& engine) {
  std::string text;
  const Status done = engine.export_rows(
      {},
      {},
      [&](std::string_view lines) {
        text += lines;
        return Status();
      },
      CancelToken());
  EXPECT_TRUE(done.ok());
  return text;
}

uint64_t fragments_of(Engine& engine, const std::string& key) {
  const auto stats = engine.stats({});
  EXPECT_TRUE(stats.ok());
  for (const graph::TableStats& table : stats->tables) {
    if (table.table_key == key) {
      return table.fragments;
    }
  }
  return 0;
}

// Appends `count` people as a fragment of their own.
void append(Engine& engine, int begin, int count) {
  std::string lines;
  for (int i = begin; i < begin + count; ++i) {
    lines += format(R"({{"type":"Person","data":{{"name":"q{}","age":{}}}}})", i, i) + "\n";
  }
  LoadRequest request;
  request.mode = "append";
  ASSERT_TRUE(load(engine, lines, request).ok());
}

TEST(Maintenance, ChangesGoOnAfterOptimize) {
  io::MemoryStore store;
  const auto engine = people_engine(store);
  for (int i = 0; i < 5; ++i) {
    append(*engine, i * 100, 100);
  }
  const std::string before = exported(*engine);
  const auto answer = engine->optimize({}, CancelToken());
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  ASSERT_TRUE(answer->commit_id);
  EXPECT_EQ(engine->commit(*answer->commit_id)->entry.operation, "optimize");
  EXPECT_EQ(fragments_of(*engine, "node:Person"), 1U);
  EXPECT_EQ(exported(*engine), before);
  EXPECT_TRUE(change(*engine, R"(update Person set { age: 1 } where name = "q7")").ok());
  EXPECT_TRUE(change(*engine, R"(insert Knows { from: "q1", to: "q2" })").ok());
  EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":700}\n");
}

// A change that meets an optimize of another process is executed again, and its writer, who allowed
// no retry, never knows.
TEST(Maintenance, AChangeIsNotRefusedForAnOptimize) {
  io::MemoryStore memory;
  HookStore store(memory);
  people_engine(memory);
  const auto rival = open_engine(memory);
  for (int i = 0; i < 3; ++i) {
    append(*rival, i * 100, 100);
  }
  const auto mine = open_engine(store);
  store.before_create = [&, done = false](std::string_view path,
                                          ByteSpan) mutable -> std::optional<Status> {
    if (path.starts_with("__manifest/branches/") && !done) {
      done = true;
      EXPECT_TRUE(rival->optimize({}, CancelToken())->commit_id);
    }
    return std::nullopt;
  };
  const auto answer = change(*mine, R"(update Person set { age: 77 } where name = "p0")");
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(read(*rival, kPersonZero), "{\"age\":77}\n");
  EXPECT_EQ(rival->commits("main", 2)->back().entry.operation, "optimize");
}

TEST(Maintenance, WhoExpectsATablesVersionIsRefusedForAnOptimize) {
  io::MemoryStore memory;
  HookStore store(memory);
  people_engine(memory);
  const auto rival = open_engine(memory);
  append(*rival, 0, 100);
  const auto mine = open_engine(store);
  store.before_create = [&, done = false](std::string_view path,
                                          ByteSpan) mutable -> std::optional<Status> {
    if (path.starts_with("__manifest/branches/") && !done) {
      done = true;
      EXPECT_TRUE(rival->optimize({}, CancelToken())->commit_id);
    }
    return std::nullopt;
  };
  ChangeRequest request;
  request.query_source = R"(query q() { insert Company { name: "New" } })";
  request.conditions.if_commit = rival->commits("main", 1)->front().entry.graph_commit_id;
  const auto answer = mine->change(request, CancelToken());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code(), ErrorCode::kConflict);
}

TEST(Maintenance, WritersAndOptimizersOfOneProcessDoNotMeet) {
  io::MemoryStore store;
  const auto engine = people_engine(store);
  std::vector<std::thread> threads;
  std::atomic<bool> writing{true};
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 60; ++i) {
        const auto answer = change(*engine,
                                   format(R"(update Person set {{ age: {} }} where name = "p{}"
                      insert Person {{ name: "w{}-{}" }})",
                                          i,
                                          t * 50 + i % 50,
                                          t,
                                          i));
        EXPECT_TRUE(answer.ok()) << answer.error().message();
      }
    });
  }
  std::thread optimizer([&] {
    while (writing) {
      OptimizeRequest request;
      request.threads = 1;
      const auto answer = engine->optimize(request, CancelToken());
      EXPECT_TRUE(answer.ok()) << answer.error().message();
    }
  });
  for (std::thread& thread : threads) {
    thread.join();
  }
  writing = false;
  optimizer.join();
  EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":320}\n");
  graph::VerifyOptions deep;
  deep.deep = true;
  const auto report = Engine::verify_on(store, deep, test_options(), CancelToken());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->finding_count, 0U)
      << report->findings[0].object << ": " << report->findings[0].problem;
}

// Many small updates leave their traces in the table's manifest, until it is too long to travel in
// the record. Afterwards commits are one put again.
TEST(Maintenance, SmallCommitsAreOnePutAgainAfterManyUpdates) {
  io::MemoryStore memory;
  people_engine(memory, 30'000);
  io::MeteredStore store(memory);
  const auto engine = open_engine(store);
  for (int round = 0; round < 400; ++round) {
    std::string statements;
    for (int i = 0; i < 25; ++i) {
      statements += format("update Person set {{ age: {} }} where name = \"p{}\"\n",
                           round,
                           (round * 7919 + i * 1201) % 30'000);
    }
    ASSERT_TRUE(change(*engine, statements).ok());
  }
  const auto puts_of_a_change = [&](int age) {
    const io::Usage before = store.snapshot();
    EXPECT_TRUE(
        change(*engine, format("update Person set {{ age: {} }} where name = \"p5\"", age)).ok());
    return (store.snapshot() - before).of(Operation::kCreate);
  };
  puts_of_a_change(-1);
  const uint64_t bytes_before = puts_of_a_change(0).bytes;
  const std::string text = exported(*engine);
  const auto answer = engine->optimize({}, CancelToken());
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  ASSERT_TRUE(answer->commit_id);
  EXPECT_EQ(exported(*engine), text);
  puts_of_a_change(1);
  const auto after = puts_of_a_change(2);
  EXPECT_EQ(after.requests, 1U);
  EXPECT_LT(after.bytes, bytes_before * 2 / 3);
  EXPECT_LT(after.bytes, 12U << 10);
}

// Requests: per table one data file, and the record.
TEST(Maintenance, OptimizeCostsAFileAndARecord) {
  io::MemoryStore memory;
  {
    const auto engine = people_engine(memory);
    for (int i = 0; i < 6; ++i) {
      append(*engine, i * 100, 100);
    }
  }
  io::MeteredStore store(memory);
  const auto engine = open_engine(store);
  const io::Usage before = store.snapshot();
  ASSERT_TRUE(engine->optimize({}, CancelToken())->commit_id);
  const io::Usage usage = store.snapshot() - before;
  EXPECT_EQ(usage.of(Operation::kCreate).requests, 2U) << usage.to_string();
  // Nothing to do: manifests are cached, the head is probed.
  const io::Usage between = store.snapshot();
  ASSERT_FALSE(engine->optimize({}, CancelToken())->commit_id);
  EXPECT_LE((store.snapshot() - between).requests(), 1U);
}

TEST(Maintenance, CleanupKeepsWhatIsRead) {
  io::MemoryStore store;
  const auto engine = people_engine(store);
  const std::string old_commit = engine->commits("main", 1)->front().entry.graph_commit_id;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(
        change(*engine, format("update Person set {{ age: {} }} where name = \"p0\"", i)).ok());
  }
  graph::CleanupOptions request;
  request.policy.keep_versions = 2;
  request.policy.grace_us = 0;
  request.confirm = true;
  const auto report = engine->cleanup(request, CancelToken());
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->records_thinned, 9U);
  const auto fresh = open_engine(store);
  EXPECT_EQ(read(*fresh, kPersonZero), "{\"age\":9}\n");
  Target target;
  target.snapshot = old_commit;
  EXPECT_NE(read(*fresh, kPersonZero, target).find("reclaimed by cleanup"), std::string::npos);
  EXPECT_EQ(fresh->commits("main", 100)->size(), 12U);
  EXPECT_EQ(fresh->commit(old_commit)->entry.operation, "load");
}

// Writers, readers, an optimizer and a cleanup with a short grace period, all at once. What takes
// less than the grace period loses nothing.
TEST(Maintenance, CleanupBesideReadersAndWritersLosesNothing) {
  io::MemoryStore store;
  people_engine(store);
  EngineOptions options = test_options();
  options.small_commit_bytes = 0;  // everything is an object of its own
  std::atomic<bool> going{true};
  std::atomic<int> inserted{0};
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    const auto engine = open_engine(store, options);
    while (going) {
      const int i = inserted;
      const auto answer =
          change(*engine,
                 format("insert Person {{ name: \"n{}\" }} update Person set {{ age: {} }} where "
                        "name = \"p{}\"",
                        i,
                        i,
                        i % 200));
      ASSERT_TRUE(answer.ok()) << answer.error().message();
      ++inserted;
    }
  });
  threads.emplace_back([&] {
    const auto engine = open_engine(store, options);
    while (going) {
      const int at_least = 200 + inserted;
      const std::string counted = read(*engine, kCountPeople);
      ASSERT_TRUE(counted.starts_with("{\"n\":")) << counted;
      EXPECT_GE(std::stoi(counted.substr(5)), at_least);
    }
  });
  threads.emplace_back([&] {
    const auto engine = open_engine(store, options);
    OptimizeRequest request;
    request.threads = 1;
    while (going) {
      const auto answer = engine->optimize(request, CancelToken());
      ASSERT_TRUE(answer.ok()) << answer.error().message();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  uint64_t deleted = 0;
  const auto engine = open_engine(store, options);
  graph::CleanupOptions request;
  request.policy.keep_versions = 3;
  request.policy.grace_us = 700'000;
  request.confirm = true;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(3500);
  while (std::chrono::steady_clock::now() < end) {
    const auto report = engine->cleanup(request, CancelToken());
    ASSERT_TRUE(report.ok()) << report.error().message();
    deleted += report->files_deleted;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  going = false;
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_GT(deleted, 0U);
  EXPECT_EQ(read(*open_engine(store), kCountPeople), format("{{\"n\":{}}}\n", 200 + inserted));
  graph::VerifyOptions deep;
  deep.deep = true;
  const auto report = Engine::verify_on(store, deep, test_options(), CancelToken());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->finding_count, 0U)
      << report->findings[0].object << ": " << report->findings[0].problem;
}

TEST(Maintenance, OptimizesInTheBackgroundWhenItIsWorthIt) {
  io::MemoryStore store;
  EngineOptions options = test_options();
  options.background_optimize.enabled = true;
  options.background_optimize.share = 1;
  options.background_optimize.small_fragments = 6;
  people_engine(store);
  const auto engine = open_engine(store, options);
  for (int i = 0; i < 4; ++i) {
    append(*engine, i * 10, 10);
    engine->wait_for_background();
  }
  EXPECT_EQ(fragments_of(*engine, "node:Person"), 5U);
  append(*engine, 1000, 10);
  engine->wait_for_background();
  EXPECT_EQ(fragments_of(*engine, "node:Person"), 1U);
  EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":250}\n");
}

TEST(BackgroundWorker, WorksOnEveryBranchOnceAndRestsInBetween) {
  std::atomic<int> runs{0};
  BackgroundWorker worker(0.5, [&](const std::string&, const CancelToken&) {
    ++runs;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  });
  worker.note("a");
  worker.note("b");
  const auto begin = std::chrono::steady_clock::now();
  worker.wait_until_idle();
  EXPECT_EQ(runs, 2);
  // Twice 20 ms of work and 20 ms of rest.
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(55));
}

TEST(BackgroundWorker, EndsAtOnceWhatIsAtWork) {
  std::atomic<bool> begun{false};
  std::atomic<bool> cancelled{false};
  {
    BackgroundWorker worker(0.1, [&](const std::string&, const CancelToken& stop) {
      begun = true;
      while (stop.check().ok()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      cancelled = true;
    });
    worker.note("main");
    while (!begun) {
      std::this_thread::yield();
    }
  }
  EXPECT_TRUE(cancelled);
}

}  // namespace
}  // namespace omnigraph::engine
