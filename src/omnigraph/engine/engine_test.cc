#include "omnigraph/engine/engine.h"

#include <regex>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/crash_sweep.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine {
namespace {

using testing::change;
using testing::kCountKnows;
using testing::kCountPeople;
using testing::kPersonZero;
using testing::load;
using testing::open_engine;
using testing::people_engine;
using testing::read;
using testing::test_options;

// Two processes; neither looks for the other's commits before it writes.
struct TwoEngines {
  io::MemoryStore store;
  std::unique_ptr<Engine> one = people_engine(store, 10);
  std::unique_ptr<Engine> two;
  TwoEngines() {
    EngineOptions options = testing::test_options();
    options.write_staleness_us = int64_t{3600} * 1'000'000;
    two = open_engine(store, options);
  }
};

TEST(Engine, LaterStatementsSeeEarlierOnesAndAllAreOneCommit) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  const auto answer = change(*engine, R"(
    insert Person { name: "Zoe", age: 7 }
    insert Knows { from: "Zoe", to: "p1" }
    update Person set { age: 8 } where name = "Zoe"
    delete Person where name = "p1"
  )");
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(answer->affected_nodes, 3U);
  EXPECT_EQ(answer->affected_edges, 4U);  // one inserted, three cascaded
  EXPECT_EQ(answer->manifest_version, 3U);
  EXPECT_EQ(read(*engine, R"(match { $p: Person { name: "Zoe" } } return { $p.age as age })"),
            "{\"age\":8}\n");
  EXPECT_EQ(read(*engine, kCountKnows), "{\"n\":0}\n");
  EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":10}\n");
  EXPECT_EQ(engine->commits("main", 10)->size(), 3U);
}

TEST(Engine, NothingAffectedIsNoCommit) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  const auto none = change(*engine, R"(delete Person where name = "nobody")");
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->commit_id);
  EXPECT_EQ(none->manifest_version, 2U);
  // What was inserted and went again leaves nothing to store either.
  const auto gone = change(*engine, R"(
    insert Person { name: "Zoe" }
    delete Person where name = "Zoe"
  )");
  ASSERT_TRUE(gone.ok()) << gone.error().message();
  EXPECT_FALSE(gone->commit_id);
  EXPECT_EQ(engine->commits("main", 10)->size(), 2U);
}

TEST(Engine, FailedStatementLeavesNoTrace) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  const std::string before = graph::testing::fingerprint(store);
  const auto failed = change(*engine, R"(
    insert Person { name: "Zoe" }
    insert Knows { from: "Zoe", to: "nobody" }
  )");
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_NE(failed.error().message().find("dst 'nobody' not found in Person"), std::string::npos);
  EXPECT_EQ(graph::testing::fingerprint(store), before);
}

TEST(Engine, OldCommitsAreReadAsTheyWere) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  std::vector<std::string> ids;
  for (int age = 100; age < 104; ++age) {
    const auto answer = change(
        *engine, "update Person set { age: " + std::to_string(age) + " } where name = \"p0\"");
    ASSERT_TRUE(answer.ok()) << answer.error().message();
    ids.push_back(*answer->commit_id);
  }
  for (size_t i = 0; i < ids.size(); ++i) {
    Target target;
    target.snapshot = ids[i];
    EXPECT_EQ(read(*engine, kPersonZero, target), "{\"age\":" + std::to_string(100 + i) + "}\n");
  }
}

TEST(Engine, ReadsOfOneHandleSeeTheWritesOfAnother) {
  TwoEngines e;
  ASSERT_TRUE(change(*e.one, R"(update Person set { age: 99 } where name = "p0")").ok());
  EXPECT_EQ(read(*e.two, kPersonZero), "{\"age\":99}\n");
}

TEST(Engine, LostRaceOnATableIsAConflictAndTheNextTrySucceeds) {
  TwoEngines e;
  ASSERT_TRUE(change(*e.one, R"(update Person set { age: 99 } where name = "p0")").ok());
  const char* statement = R"(update Person set { age: 50 } where name = "p1")";
  const auto lost = change(*e.two, statement);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(std::get<ConflictDetail>(lost.error().detail()).table_key, "node:Person");
  EXPECT_TRUE(change(*e.two, statement).ok());
  EXPECT_EQ(read(*e.one, kPersonZero), "{\"age\":99}\n");
}

TEST(Engine, WritesToOtherTablesDoNotConflict) {
  TwoEngines e;
  ASSERT_TRUE(change(*e.one, R"(update Person set { age: 99 } where name = "p0")").ok());
  const auto won = change(*e.two, R"(insert Company { name: "Initech" })");
  ASSERT_TRUE(won.ok()) << won.error().message();
  EXPECT_EQ(won->manifest_version, 4U);
}

// An edge relies on its ends: who deletes one meanwhile and who touches another.
TEST(Engine, InsertedEdgeIsCheckedAgainstNodesDeletedMeanwhile) {
  for (const bool same : {true, false}) {
    TwoEngines e;
    const std::string victim = same ? "p5" : "p6";
    ASSERT_TRUE(change(*e.one, "delete Person where name = \"" + victim + "\"").ok());
    const auto answer = change(*e.two, R"(insert Knows { from: "p2", to: "p5" })");
    EXPECT_EQ(answer.ok(), !same);
    if (same) {
      EXPECT_EQ(answer.error().code(), ErrorCode::kConflict) << answer.error().message();
    }
  }
}

// A deleted node must not be left with an edge that another process added meanwhile, also where
// the deletion had found none.
TEST(Engine, DeletedNodeIsCheckedAgainstEdgesAddedMeanwhile) {
  for (const bool same : {true, false}) {
    TwoEngines e;
    const std::string end = same ? "p5" : "p6";
    ASSERT_TRUE(change(*e.one, "insert Knows { from: \"p2\", to: \"" + end + "\" }").ok());
    const auto answer = change(*e.two, R"(delete Person where name = "p5")");
    EXPECT_EQ(answer.ok(), !same);
    if (same) {
      EXPECT_EQ(answer.error().code(), ErrorCode::kConflict) << answer.error().message();
    }
    EXPECT_EQ(read(*e.one, kCountKnows), "{\"n\":2}\n");
  }
}

// A cascade writes the edge table, so an edge added there meanwhile is a conflict whatever it ties.
TEST(Engine, CascadeConflictsWithAnyNewEdgeOfTheTable) {
  TwoEngines e;
  ASSERT_TRUE(change(*e.one, R"(insert Knows { from: "p2", to: "p3" })").ok());
  const auto answer = change(*e.two, R"(delete Person where name = "p0")");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code(), ErrorCode::kConflict);
}

// A statement that found nothing has still read its table: the commit holds only if nothing came.
TEST(Engine, TableThatAStatementReadWithoutAHitIsInTheReadSet) {
  TwoEngines e;
  ASSERT_TRUE(change(*e.one, R"(insert Person { name: "Zoe", age: 1 })").ok());
  const auto answer = change(*e.two, R"(
    update Person set { age: 2 } where name = "Zoe"
    insert Company { name: "Initech" }
  )");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code(), ErrorCode::kConflict);
}

TEST(Engine, DoorsRefuseTheOtherKindOfQuery) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 10);
  EXPECT_EQ(change(*engine, kCountPeople).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(read(*engine, R"(delete Person where name = "p0")").starts_with("error: "));
  EXPECT_EQ(engine->commits("other", 1).error().code(), ErrorCode::kNotFound);
}

// The state without the ids that were drawn.
Result<std::string> observe(io::ObjectStore& store) {
  OG_ASSIGN_OR_RETURN(const auto engine, Engine::open_on(store, test_options()));
  std::string text;
  OG_RETURN_IF_ERROR(engine->export_rows(
      {},
      {},
      [&](std::string_view lines) {
        text += lines;
        return Status();
      },
      CancelToken()));
  return std::regex_replace(
      text, std::regex("\"id\":\"[0-7][0-9A-HJKMNP-TV-Z]{25}\""), "\"id\":\"…\"");
}

Status write_and_mirror(io::ObjectStore& store,
                        const std::string& statements,
                        size_t small_commit_bytes = graph::kSmallCommitBytes) {
  EngineOptions options = test_options();
  options.small_commit_bytes = small_commit_bytes;
  OG_ASSIGN_OR_RETURN(const auto engine, Engine::open_on(store, options));
  const auto answer = change(*engine, statements);
  if (answer.ok()) {
    (void)engine->sync_mirror();  // a late mirror is no failure of the change
    return {};
  }
  return answer.error();
}

// A change stopped before and after every store call. `first` and `second`: how large a commit may
// be to travel in its record, before and in the change.
size_t sweep_change(size_t first, size_t second) {
  size_t stops = 0;
  const std::string failures = graph::testing::crash_sweep(
      {.prepare = [&](io::ObjectStore& store) -> Status {
         const auto engine = people_engine(store, 5);
         return write_and_mirror(store,
                                 R"(
               update Person set { age: 7 } where name = "p4"
               insert Company { name: "Initech" }
             )",
                                 first);
       },
       .work = [&](io::ObjectStore& store) -> Status {
         return write_and_mirror(store,
                                 R"(
               insert Person { name: "Zoe", age: 1 }
               update Person set { age: 77 } where name = "p3"
               insert Knows { from: "Zoe", to: "p3" }
               delete Person where name = "p1"
             )",
                                 second);
       },
       .observe = observe,
       .next = [](io::ObjectStore& store) -> Status {
         return write_and_mirror(store, R"(update Person set { age: 5 } where name = "p2")");
       }},
      &stops);
  EXPECT_EQ(failures, "");
  return stops;
}

TEST(EngineCrash, SmallChangeLeavesTheOldOrTheNewStateAtEveryStop) {
  EXPECT_GE(sweep_change(graph::kSmallCommitBytes, graph::kSmallCommitBytes), 30U);
}

TEST(EngineCrash, LargeChangeLeavesTheOldOrTheNewStateAtEveryStop) {
  EXPECT_GE(sweep_change(0, 0), 40U);
}

// The change copies out what the one before left in its record.
TEST(EngineCrash, CopyingOutLeavesTheOldOrTheNewStateAtEveryStop) {
  EXPECT_GE(sweep_change(graph::kSmallCommitBytes, 0), 40U);
}

// One load in the given mode, stopped before and after every store call.
std::string sweep_load(const std::string& mode, const std::string& lines, size_t* stops) {
  return graph::testing::crash_sweep(
      {.prepare = [](io::ObjectStore& store) -> Status {
         people_engine(store, 5);
         return Status();
       },
       .work = [&](io::ObjectStore& store) -> Status {
         OG_ASSIGN_OR_RETURN(const auto engine, Engine::open_on(store, test_options()));
         LoadRequest request;
         request.mode = mode;
         const Status loaded = load(*engine, lines, request);
         if (loaded.ok()) {
           (void)engine->sync_mirror();
         }
         return loaded;
       },
       .observe = observe,
       .next = [](io::ObjectStore& store) -> Status {
         return write_and_mirror(store, R"(delete Person where name = "p1")");
       }},
      stops);
}

TEST(EngineCrash, LoadLeavesTheOldOrTheNewStateAtEveryStop) {
  size_t stops = 0;
  EXPECT_EQ(sweep_load("overwrite", testing::people_lines(7), &stops), "");
  EXPECT_GE(stops, 30U);
}

TEST(EngineCrash, AppendLeavesTheOldOrTheNewStateAtEveryStop) {
  size_t stops = 0;
  EXPECT_EQ(sweep_load("append",
                       R"({"type":"Person","data":{"name":"Zoe"}}
{"edge":"Knows","from":"Zoe","to":"p3","data":{"id":"k9"}}
{"edge":"WorksAt","from":"Zoe","to":"Acme","data":{"id":"w9"}}
)",
                       &stops),
            "");
  EXPECT_GE(stops, 20U);
}

// Rows that are new, that replace stored ones, and that replace each other.
TEST(EngineCrash, MergeLeavesTheOldOrTheNewStateAtEveryStop) {
  size_t stops = 0;
  EXPECT_EQ(sweep_load("merge",
                       R"({"type":"Person","data":{"name":"Zoe"}}
{"type":"Person","data":{"name":"p2","age":99}}
{"edge":"Knows","from":"Zoe","to":"p3","data":{"id":"k1"}}
{"edge":"Knows","from":"p3","to":"Zoe","data":{"id":"k1"}}
{"edge":"Knows","from":"p2","to":"p4","data":{"id":"k2"}}
)",
                       &stops),
            "");
  EXPECT_GE(stops, 25U);
}

}  // namespace
}  // namespace omnigraph::engine
