// The promises of a write, one named test each. Two engines on one store stand for two processes:
// each takes its snapshot before the other commits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::engine {
namespace {

using graph::testing::fingerprint;
using testing::change;
using ::testing::HasSubstr;
using testing::kCountPeople;
using testing::open_engine;
using testing::people_engine;
using testing::read;

EngineOptions patient_options() {
  EngineOptions options = testing::test_options();
  options.write_staleness_us = int64_t{3600} * 1'000'000;
  return options;
}

std::vector<std::string> objects_of(io::ObjectStore& store) {
  std::vector<std::string> paths;
  for (const io::ObjectInfo& info : *store.list("", "", 100'000)) {
    paths.push_back(info.path);
  }
  return paths;
}

TEST(WritePromises, ThereIsNoStagingBranchAndNoRunState) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 5);
  ASSERT_TRUE(change(*engine, R"(insert Person { name: "new" })").ok());
  for (const std::string& path : objects_of(store)) {
    EXPECT_EQ(path.find("run"), std::string::npos) << path;
    if (path.starts_with("__manifest/branches/")) {
      EXPECT_TRUE(path.starts_with("__manifest/branches/main/")) << path;
    }
  }
  Target run;
  run.branch = "__run__01KA0000000000000000000000";
  EXPECT_THAT(read(*engine, kCountPeople, run), HasSubstr("error"));
}

// Whatever a query does, its commit is the last thing that happens, and one record.
TEST(WritePromises, AQueryIsPublishedOnceAtItsEnd) {
  for (const size_t small : {graph::kSmallCommitBytes, size_t{0}}) {
    io::MemoryStore memory;
    graph::testing::HookStore store(memory);
    people_engine(memory, 5);
    EngineOptions options = testing::test_options();
    options.small_commit_bytes = small;
    const auto engine = open_engine(store, options);
    std::vector<std::string> created;
    store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
      created.emplace_back(path);
      return std::nullopt;
    };
    ASSERT_TRUE(change(*engine, R"(
        insert Person { name: "a" } insert Person { name: "b" } insert Company { name: "c" }
        insert WorksAt { from: "a", to: "c" } delete Person where name = "b")")
                    .ok());
    ASSERT_FALSE(created.empty());
    EXPECT_EQ(std::count_if(
                  created.begin(),
                  created.end(),
                  [](const std::string& path) { return path.starts_with("__manifest/branches/"); }),
              1);
    EXPECT_TRUE(created.back().starts_with("__manifest/branches/main/"));
  }
}

TEST(WritePromises, AFailedLateStatementLeavesTheTargetUnchangedAndTheNextWriteSucceeds) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 5);
  const std::string before = fingerprint(store);
  EXPECT_FALSE(change(*engine, R"(
      insert Person { name: "early" } update Person set { age: 99 } where name = "p0"
      insert Knows { from: "early", to: "nobody" })")
                   .ok());
  EXPECT_EQ(fingerprint(store), before);
  EXPECT_TRUE(change(*engine, R"(insert Person { name: "next" })").ok());
  EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":6}\n");
}

// The connection goes before the record is put: nothing of the graph has changed, and nobody has to
// clean up before the next write.
TEST(WritePromises, ADroppedMutationLeavesNoStateOfTheGraph) {
  io::MemoryStore memory;
  graph::testing::HookStore store(memory);
  people_engine(memory, 5);
  EngineOptions options = testing::test_options();
  options.small_commit_bytes = 0;
  const auto engine = open_engine(store, options);
  const auto records = [&] { return memory.list("__manifest/", "", 1000)->size(); };
  const size_t before = records();
  CancelToken cancel;
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (path.starts_with("__manifest/")) {
      return Status(Error(ErrorCode::kUnavailable, "the process is gone"));
    }
    return std::nullopt;
  };
  EXPECT_FALSE(change(*engine, R"(insert Person { name: "dropped" })").ok());
  store.before_create = nullptr;
  EXPECT_EQ(records(), before);
  EXPECT_EQ(read(*open_engine(memory), kCountPeople), "{\"n\":5}\n");
  EXPECT_TRUE(change(*engine, R"(insert Person { name: "next" })").ok());
}

TEST(WritePromises, StatementsSeeWhatEarlierOnesWrote) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 5);
  const auto done = change(*engine, R"(
      insert Person { name: "new", age: 1 }
      update Person set { age: 2 } where name = "new"
      insert Knows { from: "new", to: "p0" }
      delete Knows where from = "new")");
  ASSERT_TRUE(done.ok()) << done.error().message();
  EXPECT_EQ(done->affected_nodes, 2U);
  EXPECT_EQ(done->affected_edges, 2U);
  EXPECT_EQ(read(*engine, R"(match { $p: Person { name: "new" } } return { $p.age as age })"),
            "{\"age\":2}\n");
}

TEST(WritePromises, OfTwoWritersOfOneTableOneSucceedsAndTheOtherGetsTheMismatch) {
  io::MemoryStore store;
  people_engine(store, 5);
  const auto one = open_engine(store, patient_options());
  const auto two = open_engine(store, patient_options());
  ASSERT_TRUE(change(*one, R"(update Person set { age: 1 } where name = "p0")").ok());
  const auto lost = change(*two, R"(update Person set { age: 2 } where name = "p1")");
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  const auto* detail = std::get_if<ConflictDetail>(&lost.error().detail());
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->table_key, "node:Person");
  EXPECT_EQ(detail->expected, 2U);
  EXPECT_EQ(detail->actual, 3U);
  // Its handle is fresh now.
  EXPECT_TRUE(change(*two, R"(update Person set { age: 2 } where name = "p1")").ok());
}

TEST(WritePromises, TwoWritersOfDifferentTablesBothSucceed) {
  io::MemoryStore store;
  people_engine(store, 5);
  const auto one = open_engine(store, patient_options());
  const auto two = open_engine(store, patient_options());
  EXPECT_TRUE(change(*one, R"(update Person set { age: 1 } where name = "p0")").ok());
  EXPECT_TRUE(change(*two, R"(insert Company { name: "Initech" })").ok());
  const auto commits = open_engine(store)->commits("main", 10);
  EXPECT_EQ(commits->size(), 4U);
}

TEST(WritePromises, RetriesExecuteAgainInsteadOfAConflict) {
  io::MemoryStore store;
  people_engine(store, 5);
  const auto one = open_engine(store, patient_options());
  const auto two = open_engine(store, patient_options());
  ASSERT_TRUE(change(*one, R"(update Person set { age: 41 } where name = "p0")").ok());
  ChangeRequest request;
  request.query_source = "query q() { update Person set { age: age + 1 } where name = \"p0\" }";
  request.conditions.conflict_retries = 1;
  ASSERT_TRUE(two->change(request, CancelToken()).ok());
  EXPECT_EQ(read(*open_engine(store), testing::kPersonZero), "{\"age\":42}\n");
}

// ---- Phantoms: rules that two commits would break together, though each keeps them alone --------

const char* const kRules = R"(
node Person {
  name: String @key
  email: String? @unique
}
node Team {
  name: String @key
}
edge Leads: Person -> Team @card(0..1)
edge Member: Person -> Team
)";

struct Phantom {
  std::string what;
  std::string one;
  std::string two;
};

const std::vector<Phantom>& phantoms() {
  static const std::vector<Phantom> cases = {
      {"unique",
       R"(insert Person { name: "x", email: "same" })",
       R"(insert Person { name: "y", email: "same" })"},
      {"unique by update",
       R"(update Person set { email: "same" } where name = "ann")",
       R"(insert Person { name: "y", email: "same" })"},
      {"key", R"(insert Person { name: "x", email: "1" })", R"(insert Person { name: "x" })"},
      {"cardinality",
       R"(insert Leads { from: "ann", to: "red" })",
       R"(insert Leads { from: "ann", to: "blue" })"},
      {"endpoint",
       R"(delete Person where name = "ann")",
       R"(insert Member { from: "ann", to: "red" })"},
      {"other endpoint",
       R"(delete Team where name = "red")",
       R"(insert Member { from: "ann", to: "red" })"},
      {"endpoint, edges of two types",
       R"(delete Team where name = "blue")",
       R"(insert Leads { from: "bob", to: "blue" } insert Member { from: "bob", to: "blue" })"},
  };
  return cases;
}

std::unique_ptr<Engine> rules_engine(io::ObjectStore& store) {
  auto engine = Engine::init_on(store, kRules, testing::test_options());
  EXPECT_TRUE(engine.ok()) << engine.error().message();
  EXPECT_TRUE(change(**engine, R"(
      insert Person { name: "ann" } insert Person { name: "bob" }
      insert Team { name: "red" } insert Team { name: "blue" })")
                  .ok());
  return std::move(engine).value();
}

std::string rows_of(Engine& engine) {
  std::string text;
  EXPECT_TRUE(engine
                  .export_rows(
                      {},
                      {},
                      [&](std::string_view lines) {
                        text += lines;
                        return Status();
                      },
                      CancelToken())
                  .ok());
  return text;
}

TEST(WritePromises, PhantomsBetweenProcessesNeverBothCommit) {
  for (const Phantom& phantom : phantoms()) {
    for (const bool swapped : {false, true}) {
      io::MemoryStore store;
      rules_engine(store);
      const auto first = open_engine(store, patient_options());
      const auto second = open_engine(store, patient_options());
      const auto won = change(*first, swapped ? phantom.two : phantom.one);
      ASSERT_TRUE(won.ok()) << phantom.what << ": " << won.error().message();
      const std::string before = rows_of(*open_engine(store));
      const auto lost = change(*second, swapped ? phantom.one : phantom.two);
      ASSERT_FALSE(lost.ok()) << phantom.what << (swapped ? ", swapped" : "");
      EXPECT_EQ(lost.error().code(), ErrorCode::kConflict) << lost.error().message();
      EXPECT_EQ(rows_of(*open_engine(store)), before);
    }
  }
}

// An end that is deleted takes its edges with it, so the two orders of those are both fine: but the
// edge never outlives its end.
TEST(WritePromises, PhantomsOneAfterTheOtherKeepTheRules) {
  for (const Phantom& phantom : phantoms()) {
    io::MemoryStore store;
    const auto engine = rules_engine(store);
    ASSERT_TRUE(change(*engine, phantom.one).ok());
    const auto second = change(*engine, phantom.two);
    if (phantom.what == "key") {
      EXPECT_TRUE(second.ok());  // an insert of a stored key replaces the row
    } else {
      ASSERT_FALSE(second.ok()) << phantom.what;
      EXPECT_EQ(second.error().code(), ErrorCode::kInvalidArgument) << second.error().message();
    }
  }
}

}  // namespace
}  // namespace omnigraph::engine
