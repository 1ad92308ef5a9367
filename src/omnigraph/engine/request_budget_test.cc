// Budgets of store requests (architecture: "Budgets"), through the front door, after ten commits
// and after a thousand: cost depends on what is touched, never on how long the history is.
#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::engine {
namespace {

using io::Operation;
using io::Usage;
using testing::change;
using testing::kPersonZero;
using testing::load;
using testing::open_engine;
using testing::people_engine;
using testing::people_lines;
using testing::read;

// A graph with a history of one-row changes, seen through a meter.
class RequestBudget : public ::testing::TestWithParam<uint64_t> {
 protected:
  void SetUp() override {
    const auto engine = people_engine(memory);
    for (uint64_t version = 2; version < GetParam(); ++version) {
      ASSERT_TRUE(
          change(*engine,
                 "update Person set { age: " + std::to_string(version) + " } where name = \"p0\"")
              .ok());
    }
    ASSERT_TRUE(engine->sync_mirror().ok());
    ASSERT_EQ(engine->snapshot({})->manifest_version, GetParam());
  }
  // What `work` costs.
  template <typename Work>
  Usage cost(Work&& work) {
    const Usage before = store.snapshot();
    work();
    return store.snapshot() - before;
  }
  Usage cost_of_change(Engine& engine, const std::string& statements) {
    return cost([&] {
      const auto answer = change(engine, statements);
      EXPECT_TRUE(answer.ok()) << answer.error().message();
    });
  }
  // All columns that keys and ends are looked up in, of all tables, in the cache.
  static void warm(Engine& engine) {
    EXPECT_TRUE(load_nothing(engine));
    EXPECT_FALSE(read(engine, kPersonZero).starts_with("error"));
    EXPECT_FALSE(read(engine, R"(match { $c: Company { name: "Acme" } } return { $c.name })")
                     .starts_with("error"));
    EXPECT_FALSE(read(engine, testing::kCountKnows).starts_with("error"));
  }
  static bool load_nothing(Engine& engine) {
    return engine
        .export_rows(
            {}, {}, [](std::string_view) { return Status(); }, CancelToken())
        .ok();
  }

  io::MemoryStore memory;
  io::MeteredStore store{memory};
};

TEST_P(RequestBudget, SecondIdenticalReadIsOneProbe) {
  const auto engine = open_engine(store);
  const Usage first = cost([&] { read(*engine, kPersonZero); });
  EXPECT_LE(first.requests(), 8U) << first.to_string();
  const Usage second = cost([&] { read(*engine, kPersonZero); });
  EXPECT_EQ(second.requests(), 1U) << second.to_string();
  EXPECT_EQ(second.rounds, 1U);
  EXPECT_EQ(second.bytes_read(), 0U);
}

struct MutationCase {
  std::string statements;
  uint64_t tables = 0;
  uint64_t deletions = 0;  // files of replaced or deleted rows
};

const std::vector<MutationCase>& mutation_cases() {
  static const std::vector<MutationCase> cases = {
      {R"(insert Person { name: "new1" })", 1, 0},
      {R"(update Person set { age: 9 } where name = "p7")", 1, 1},
      {R"(insert Person { name: "p8", age: 1 })", 1, 1},
      {R"(insert Person { name: "new2" } insert Company { name: "new2" })", 2, 0},
      {R"(insert Person { name: "new3" } insert Knows { from: "new3", to: "p1" })", 2, 0},
      {R"(insert Person { name: "new4" } insert Company { name: "new4" }
          insert WorksAt { from: "new4", to: "new4" })",
       3,
       0},
      {R"(delete Person where name = "p9")", 1, 1},
  };
  return cases;
}

TEST_P(RequestBudget, SmallMutationsCostOnePut) {
  const auto engine = open_engine(store);
  warm(*engine);
  for (const MutationCase& c : mutation_cases()) {
    const Usage usage = cost_of_change(*engine, c.statements);
    EXPECT_EQ(usage.of(Operation::kCreate).requests, 1U) << c.statements << "\n"
                                                         << usage.to_string();
    // The probe.
    EXPECT_LE(usage.of(Operation::kRead).requests, 1U) << c.statements << "\n" << usage.to_string();
    EXPECT_EQ(usage.requests(), 1U + usage.of(Operation::kRead).requests) << usage.to_string();
    EXPECT_EQ(usage.rounds, usage.requests());
  }
}

TEST_P(RequestBudget, LargerMutationsCostTwoRoundsAndTwoFilesPerTable) {
  EngineOptions options = testing::test_options();
  options.small_commit_bytes = 0;
  const auto engine = open_engine(store, options);
  // What earlier commits left in their record is copied out once.
  cost_of_change(*engine, R"(update Person set { age: 1 } where name = "p1")");
  for (const MutationCase& c : mutation_cases()) {
    warm(*engine);
    const Usage usage = cost_of_change(*engine, c.statements);
    EXPECT_LE(usage.of(Operation::kCreate).requests, 2 * c.tables + 1 + c.deletions)
        << c.statements << "\n"
        << usage.to_string();
    EXPECT_GT(usage.of(Operation::kCreate).requests, 1U) << c.statements;
    EXPECT_EQ(usage.of(Operation::kList).requests, 0U) << usage.to_string();
    EXPECT_EQ(usage.of(Operation::kPut).requests, 0U) << usage.to_string();
    EXPECT_EQ(usage.of(Operation::kStat).requests, 0U) << usage.to_string();
    EXPECT_EQ(usage.of(Operation::kReadRange).requests, 0U) << c.statements << "\n"
                                                            << usage.to_string();
    EXPECT_LE(usage.of(Operation::kRead).requests, 1U) << c.statements << "\n" << usage.to_string();
    EXPECT_LE(usage.rounds, 2 + usage.of(Operation::kRead).requests) << usage.to_string();
  }
}

// A writer that writes again and again: what it wrote itself it does not have to read back.
TEST_P(RequestBudget, NextMutationReadsNothing) {
  const auto engine = open_engine(store);
  warm(*engine);
  cost_of_change(*engine, R"(update Person set { age: 1 } where name = "p7")");
  const Usage usage = cost_of_change(*engine, R"(update Person set { age: 2 } where name = "p8")");
  EXPECT_EQ(usage.of(Operation::kCreate).requests, 1U) << usage.to_string();
  EXPECT_EQ(usage.bytes_read(), 0U) << usage.to_string();
  EXPECT_LE(usage.requests(), 2U) << usage.to_string();
}

TEST_P(RequestBudget, LoadCostsItsFilesItsTablesAndTheRecord) {
  const auto engine = open_engine(store);
  const Usage usage = cost([&] { EXPECT_TRUE(load(*engine, people_lines(300)).ok()); });
  // The manifests are small: they travel in the record.
  EXPECT_EQ(usage.of(Operation::kCreate).requests, 4U + 1U) << usage.to_string();
  EXPECT_EQ(usage.of(Operation::kList).requests, 0U) << usage.to_string();
  EXPECT_EQ(usage.of(Operation::kPut).requests, 0U) << usage.to_string();
  // A probe, four manifests to build on, four streams, two rounds of publishing.
  EXPECT_LE(usage.rounds, 1U + 4U + 4U + 2U) << usage.to_string();
}

// What is stored is looked at only where ids of the input may stand there already: the pages of ids
// of that table.
TEST_P(RequestBudget, AppendAndMergeTouchNoOtherTables) {
  const auto engine = open_engine(store);
  const auto cost_of_load = [&](const std::string& mode, const std::string& lines) {
    engine::LoadRequest request;
    request.mode = mode;
    return cost([&] { EXPECT_TRUE(load(*engine, lines, request).ok()); });
  };
  const std::string company = R"({"type":"Company","data":{"name":"new"}})";
  const std::string person = R"({"type":"Person","data":{"name":"p7","age":7}})";
  const Usage append = cost_of_load("append", company);
  EXPECT_EQ(append.of(Operation::kCreate).requests, 1U + 1U) << append.to_string();
  const Usage merge = cost_of_load("merge", person);
  // Data and record.
  EXPECT_EQ(merge.of(Operation::kCreate).requests, 2U) << merge.to_string();
  for (const Usage& usage : {append, merge}) {
    EXPECT_EQ(usage.of(Operation::kList).requests, 0U) << usage.to_string();
    EXPECT_EQ(usage.of(Operation::kPut).requests, 0U) << usage.to_string();
    // A probe, the manifest, its deletions; files and pages of ids of at most two fragments.
    EXPECT_LE(usage.requests() - usage.of(Operation::kCreate).requests, 9U) << usage.to_string();
    EXPECT_LE(usage.rounds, 12U) << usage.to_string();
  }
}

TEST_P(RequestBudget, ColdOpenAndOneLookUp) {
  std::unique_ptr<Engine> engine;
  const Usage open = cost([&] { engine = open_engine(store); });
  EXPECT_LE(open.requests(), 6U) << open.to_string();
  EXPECT_LE(open.rounds, 3U) << open.to_string();
  EXPECT_EQ(open.of(Operation::kList).requests, 0U);
  const Usage lookup = cost([&] {
    EXPECT_EQ(read(*engine, R"(match { $p: Person { name: "p5" } } return { $p.age as age })"),
              "{\"age\":5}\n");
  });
  EXPECT_LE(open.requests() + lookup.requests(), 14U) << lookup.to_string();
  EXPECT_LE(open.rounds + lookup.rounds, 8U) << lookup.to_string();
}

TEST_P(RequestBudget, LostRaceOnOtherTablesCostsARecordAProbeAndAPut) {
  EngineOptions patient = testing::test_options();
  patient.write_staleness_us = int64_t{3600} * 1'000'000;
  const auto rival = open_engine(memory);
  const auto engine = open_engine(store, patient);
  warm(*engine);
  for (const uint64_t foreign : {1U, 3U}) {
    for (uint64_t i = 0; i < foreign; ++i) {
      ASSERT_TRUE(change(*rival, R"(update Person set { age: 3 } where name = "p0")").ok());
    }
    const Usage usage =
        cost_of_change(*engine, "insert Company { name: \"c" + std::to_string(foreign) + "\" }");
    EXPECT_EQ(usage.of(Operation::kCreate).requests, 2U) << usage.to_string();
    EXPECT_LE(usage.of(Operation::kRead).requests, foreign + 1) << usage.to_string();
    EXPECT_EQ(usage.of(Operation::kList).requests, 0U) << usage.to_string();
    warm(*engine);
  }
}

TEST_P(RequestBudget, MirrorOfOneTableVersionIsAListingItsFilesAndTheHint) {
  const auto engine = open_engine(store);
  cost_of_change(*engine, R"(insert Company { name: "new" })");
  const Usage usage = cost([&] { EXPECT_EQ(engine->sync_mirror()->written, 1U); });
  EXPECT_EQ(usage.of(Operation::kList).requests, 1U) << usage.to_string();
  // A copy of the data file, which exists only in the record, and the manifest.
  EXPECT_EQ(usage.of(Operation::kCreate).requests, 2U) << usage.to_string();
  EXPECT_EQ(usage.of(Operation::kPut).requests, 1U) << usage.to_string();
  EXPECT_EQ(usage.requests(), 4U) << usage.to_string();
}

INSTANTIATE_TEST_SUITE_P(Commits, RequestBudget, ::testing::Values(10, 1000));

// The costs of the same requests on a young and on an old graph.
TEST(RequestBudgetOverTime, CountsStayAndBytesStayWithinTwice) {
  struct Costs {
    Usage open, read, change, mirror;
  };
  const auto measure = [](uint64_t commits) {
    io::MemoryStore memory;
    io::MeteredStore store(memory);
    {
      const auto engine = people_engine(memory);
      for (uint64_t version = 2; version < commits; ++version) {
        EXPECT_TRUE(change(*engine, R"(update Person set { age: 1 } where name = "p0")").ok());
      }
      EXPECT_TRUE(engine->sync_mirror().ok());
    }
    Costs costs;
    const auto engine = open_engine(store);
    costs.open = store.snapshot();
    store.reset();
    read(*engine, kPersonZero);
    costs.read = store.snapshot();
    store.reset();
    EXPECT_TRUE(change(*engine, R"(update Person set { age: 2 } where name = "p0")").ok());
    costs.change = store.snapshot();
    store.reset();
    EXPECT_TRUE(engine->sync_mirror().ok());
    costs.mirror = store.snapshot();
    return costs;
  };
  const Costs young = measure(10);
  const auto same = [](const Usage& a, const Usage& b) {
    for (size_t i = 0; i < io::kOperationCount; ++i) {
      EXPECT_EQ(a.by_operation[i].requests, b.by_operation[i].requests) << a.to_string() << "\n"
                                                                        << b.to_string();
    }
    EXPECT_EQ(a.rounds, b.rounds);
    EXPECT_LE(b.bytes_written(), 2 * a.bytes_written()) << a.to_string() << "\n" << b.to_string();
    EXPECT_LE(b.bytes_read(), 2 * a.bytes_read()) << a.to_string() << "\n" << b.to_string();
  };
  for (const uint64_t commits : {uint64_t{1'000}, uint64_t{10'000}}) {
    const Costs old = measure(commits);
    same(young.open, old.open);
    same(young.read, old.read);
    same(young.change, old.change);
    same(young.mirror, old.mirror);
    EXPECT_LE(old.change.of(Operation::kCreate).bytes, 16'000U) << old.change.to_string();
  }
}

}  // namespace
}  // namespace omnigraph::engine
