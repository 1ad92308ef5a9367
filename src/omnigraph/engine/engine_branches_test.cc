// Branches through the front door: writers of several branches at once, the mirror, ingest.
#include <thread>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::engine {
namespace {

using testing::open_engine;
using testing::people_engine;
using testing::read;

Result<ChangeAnswer> change_on(Engine& engine,
                               const std::string& branch,
                               const std::string& statements) {
  ChangeRequest request;
  request.branch = branch;
  request.query_source = "query q() {\n" + statements + "\n}";
  return engine.change(request, CancelToken());
}

std::string add_person(const std::string& name) {
  return "insert Person { name: \"" + name + "\" }";
}

const char* const kCountAllPeople = "match { $p: Person } return { count($p) as n }";

std::string count_on(Engine& engine, const std::string& ref) {
  return read(engine, kCountAllPeople, {"main", ref});
}

TEST(EngineBranches, WritersOfManyBranchesAtOnceAllSucceed) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  constexpr int kBranches = 6;
  constexpr int kWrites = 15;
  std::vector<std::thread> writers;
  for (int b = 0; b < kBranches; ++b) {
    const std::string branch = "agent/" + std::to_string(b);
    ASSERT_TRUE(engine->branch_create({branch}).ok());
    writers.emplace_back([&engine, branch] {
      for (int i = 0; i < kWrites; ++i) {
        const auto written = change_on(*engine, branch, add_person("x" + std::to_string(i)));
        EXPECT_TRUE(written.ok()) << written.error().message();
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  const auto other = open_engine(store);
  for (int b = 0; b < kBranches; ++b) {
    EXPECT_EQ(count_on(*other, "agent/" + std::to_string(b)), "{\"n\":25}\n");
  }
  EXPECT_EQ(count_on(*other, "main"), "{\"n\":10}\n");
  EXPECT_EQ(other->branch_list()->size(), size_t{kBranches} + 1);
}

// Goal: a writer that hangs in its publish holds up nobody on another branch. Method: the store
// lets the second writer run to its end inside of the first one's put.
TEST(EngineBranches, WritersOfDifferentBranchesDoNotWaitForOneAnother) {
  io::MemoryStore memory;
  people_engine(memory, 10);
  graph::testing::HookStore store(memory);
  const auto engine = open_engine(store);
  ASSERT_TRUE(engine->branch_create({"slow"}).ok());
  ASSERT_TRUE(engine->branch_create({"fast"}).ok());
  bool inside = false;
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (!inside && path.find("branches/slow/") != std::string_view::npos) {
      inside = true;
      std::thread other([&] { EXPECT_TRUE(change_on(*engine, "fast", add_person("x")).ok()); });
      other.join();
    }
    return std::nullopt;
  };
  EXPECT_TRUE(change_on(*engine, "slow", add_person("y")).ok());
  EXPECT_TRUE(inside);
}

TEST(EngineBranches, OnlyMainIsMirrored) {
  io::MemoryStore memory;
  const auto engine = people_engine(memory, 10);
  ASSERT_TRUE(engine->sync_mirror().ok());
  const auto mirrors = memory.list("lance/", "", SIZE_MAX)->size();
  ASSERT_TRUE(engine->branch_create({"feature"}).ok());
  ASSERT_TRUE(change_on(*engine, "feature", add_person("x")).ok());
  EXPECT_EQ(engine->sync_mirror()->written, 0U);
  EXPECT_EQ(memory.list("lance/", "", SIZE_MAX)->size(), mirrors);
}

TEST(EngineBranches, ASmallChangeOnABranchIsOnePut) {
  io::MemoryStore memory;
  io::MeteredStore store(memory);
  const auto engine = people_engine(store, 10);
  ASSERT_TRUE(engine->branch_create({"feature"}).ok());
  ASSERT_TRUE(change_on(*engine, "feature", add_person("x")).ok());
  const io::Usage before = store.snapshot();
  ASSERT_TRUE(change_on(*engine, "feature", add_person("y")).ok());
  const io::Usage used = store.snapshot() - before;
  EXPECT_EQ(used.requests(), 1U) << used.to_string();
}

TEST(EngineBranches, IdempotencyKeysConditionsAndActorsHoldOnBranches) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  ASSERT_TRUE(engine->branch_create({"feature"}).ok());
  ChangeRequest request;
  request.branch = "feature";
  request.query_source = "query q() { insert Person { name: \"x\" } }";
  request.actor_id = "act-x";
  request.conditions.idempotency_key = "once";
  const auto first = engine->change(request, CancelToken());
  const auto again = engine->change(request, CancelToken());
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->commit_id, first->commit_id);
  EXPECT_EQ(engine->commit(*first->commit_id)->entry.actor_id, "act-x");
  EXPECT_EQ(engine->commit(*first->commit_id)->branch, "feature");
  request.conditions = {};
  request.conditions.if_commit = engine->commits("main", 1)->front().entry.graph_commit_id;
  EXPECT_EQ(engine->change(request, CancelToken()).error().code(), ErrorCode::kConflict);
}

// A branch that was deleted and made anew by somebody else, between two writes of this engine.
TEST(EngineBranches, AWriterFollowsARecreatedBranch) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  ASSERT_TRUE(engine->branch_create({"feature"}).ok());
  ASSERT_TRUE(change_on(*engine, "feature", add_person("x")).ok());
  const auto other = open_engine(store);
  ASSERT_TRUE(other->branch_delete({"feature", std::nullopt}).ok());
  ASSERT_TRUE(other->branch_create({"feature"}).ok());
  const auto lost = change_on(*engine, "feature", add_person("y"));
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kNotFound);
  ASSERT_TRUE(change_on(*engine, "feature", add_person("y")).ok());
  EXPECT_EQ(count_on(*other, "feature"), "{\"n\":11}\n");
}

TEST(EngineBranches, IngestMakesTheBranchOnce) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  for (const bool created : {true, false}) {
    IngestRequest request;
    request.branch = "new";
    std::vector<graph::LoadInput> inputs(1);
    inputs[0].open = [] {
      return Result<graph::ByteReader>(
          testing::read_from_text(R"({"type":"Person","data":{"name":"Zoe"}})"));
    };
    const auto answer = engine->ingest(std::move(inputs), request, CancelToken());
    ASSERT_TRUE(answer.ok()) << answer.error().message();
    EXPECT_EQ(answer->branch_created, created);
    ASSERT_EQ(answer->tables.size(), 1U);
    EXPECT_EQ(answer->tables[0].table_key, "node:Person");
  }
  EXPECT_EQ(count_on(*engine, "new"), "{\"n\":11}\n");
  EXPECT_EQ(count_on(*engine, "main"), "{\"n\":10}\n");
}

}  // namespace
}  // namespace omnigraph::engine
