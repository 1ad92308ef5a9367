// Schema changes at the front door: what a client sees of plans and applies, on any branch, with
// queries before and after.
#include "omnigraph/engine/schema_change.h"

#include <thread>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine::testing {
namespace {

const std::string kRest = "node Company { name: String @key }\nedge WorksAt: Person -> Company\n";
const std::string kKnows = "edge Knows: Person -> Person { since: Date? }\n";

std::string with_person(const std::string& properties) {
  return "node Person { name: String @key age: I32? " + properties + " }\n" + kKnows + kRest;
}

SchemaApplyRequest apply_request(const std::string& source, const std::string& branch = "main") {
  SchemaApplyRequest request;
  request.schema_source = source;
  request.branch = branch;
  return request;
}

Result<SchemaApplyAnswer> apply_schema(Engine& engine,
                                       const std::string& source,
                                       const std::string& branch = "main") {
  return engine.schema_apply(apply_request(source, branch), CancelToken());
}

TEST(SchemaApply, TheSameSchemaIsNoCommit) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  const uint64_t version = engine->snapshot({})->manifest_version;
  const auto plan = engine->schema_plan(apply_request(kPeopleSchema));
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->supported);
  EXPECT_TRUE(plan->steps.empty());
  const auto answer = apply_schema(*engine, std::string("// a comment more\n") + kPeopleSchema);
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->applied);
  EXPECT_EQ(answer->commit_id, std::nullopt);
  EXPECT_EQ(answer->manifest_version, version);
  EXPECT_EQ(engine->snapshot({})->manifest_version, version);
  EXPECT_EQ(*engine->schema_source({}), kPeopleSchema);
}

TEST(SchemaApply, IsACommitWithActorMessageAndSteps) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  SchemaApplyRequest request = apply_request(with_person("nick: String?"));
  request.actor_id = "act-andrew";
  request.message = "nicknames";
  const auto answer = engine->schema_apply(request, CancelToken());
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_TRUE(answer->applied);
  ASSERT_EQ(answer->steps.size(), 1U);
  EXPECT_EQ(answer->steps[0].text, "add property 'Person.nick' (String?) on node 'Person'");
  EXPECT_EQ(answer->tables.size(), 1U);
  const auto commit = engine->commit(*answer->commit_id);
  ASSERT_TRUE(commit.ok());
  EXPECT_EQ(commit->entry.operation, "schema_apply");
  EXPECT_EQ(commit->entry.actor_id, "act-andrew");
  EXPECT_EQ(commit->entry.message, "nicknames");
  EXPECT_EQ(*engine->schema_source({}), request.schema_source);
  EXPECT_EQ(read(*engine, R"(match { $p: Person { name: "p0" } } return { $p.nick as nick })"),
            "{\"nick\":null}\n");
  ASSERT_TRUE(change(*engine, R"(update Person set { nick: "zero" } where name = "p0")").ok());
  EXPECT_EQ(read(*engine, R"(match { $p: Person { nick: "zero" } } return { $p.name as name })"),
            "{\"name\":\"p0\"}\n");
}

TEST(SchemaApply, WhatCannotBeDoneIsToldAndLeavesAllAsItWas) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  const uint64_t version = engine->snapshot({})->manifest_version;
  const std::string source = with_person("nick: String");
  const auto plan = engine->schema_plan(apply_request(source));
  ASSERT_TRUE(plan.ok());
  EXPECT_FALSE(plan->supported);
  const auto refused = apply_schema(*engine, source);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().message().find("requires a backfill"), std::string::npos);
  const auto misfit = apply_schema(*engine, with_person("@range(age, 1..)"));
  ASSERT_FALSE(misfit.ok());
  EXPECT_EQ(misfit.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_NE(misfit.error().message().find("row 'p0'"), std::string::npos);
  EXPECT_EQ(engine->snapshot({})->manifest_version, version);
  const auto broken = apply_schema(*engine, "node {");
  ASSERT_FALSE(broken.ok());
  EXPECT_FALSE(broken.error().diagnostics().empty());
}

TEST(SchemaApply, RenamedTypesAreFoundUnderTheirNewNamesOnly) {
  io::MemoryStore store;
  const auto engine = people_engine(store);
  const std::string before = engine->commits("main", 1)->front().entry.graph_commit_id;
  ASSERT_EQ(read(*engine, kCountKnows), "{\"n\":1}\n");
  const auto answer = apply_schema(
      *engine,
      "node Human @rename_from(\"Person\") { label: String @key @rename_from(\"name\") "
      "years: I64? @rename_from(\"age\") }\nnode Company { name: String @key }\n"
      "edge Meets: Human -> Human @rename_from(\"Knows\") { since: Date? }\n"
      "edge WorksAt: Human -> Company\n");
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(read(*engine, R"(match { $p: Human { label: "p7" } } return { $p.years as y })"),
            "{\"y\":7}\n");
  EXPECT_EQ(read(*engine, "match { $a: Human $b: Human $a meets $b } return { count($a) as n }"),
            "{\"n\":1}\n");
  EXPECT_NE(read(*engine, kPersonZero).find("error"), std::string::npos);
  Target old;
  old.snapshot = before;
  EXPECT_EQ(read(*engine, kPersonZero, old), "{\"age\":0}\n");
  EXPECT_EQ(read(*engine, kCountKnows, old), "{\"n\":1}\n");
  EXPECT_NE(engine->schema_source(old)->find("node Person"), std::string::npos);
}

TEST(SchemaApply, WorksOnAnyBranchAndTouchesNoOther) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 3);
  CreateBranchRequest branch;
  branch.name = "evolve/level";
  ASSERT_TRUE(engine->branch_create(branch).ok());
  const auto answer = apply_schema(*engine, with_person("level: I32 @default(4)"), "evolve/level");
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  Target there;
  there.branch = "evolve/level";
  const std::string query = R"(match { $p: Person { name: "p1" } } return { $p.level as l })";
  EXPECT_EQ(read(*engine, query, there), "{\"l\":4}\n");
  EXPECT_NE(read(*engine, query).find("error"), std::string::npos);
  EXPECT_EQ(*engine->schema_source({}), kPeopleSchema);
  const auto other = open_engine(store);
  EXPECT_EQ(read(*other, query, there), "{\"l\":4}\n");
  const auto missing = apply_schema(*engine, with_person(""), "nowhere");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
}

TEST(SchemaApply, TheSameRequestTwiceIsExecutedOnce) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  SchemaApplyRequest request = apply_request(with_person("nick: String?"));
  request.conditions.idempotency_key = "k1";
  const auto first = engine->schema_apply(request, CancelToken());
  ASSERT_TRUE(first.ok());
  const auto other = open_engine(store);
  const auto second = other->schema_apply(request, CancelToken());
  ASSERT_TRUE(second.ok());
  EXPECT_TRUE(second->repeated);
  EXPECT_EQ(second->commit_id, first->commit_id);
  request.schema_source = with_person("other: String?");
  EXPECT_EQ(other->schema_apply(request, CancelToken()).error().code(), ErrorCode::kConflict);
}

TEST(SchemaApply, ConditionsAreChecked) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  SchemaApplyRequest request = apply_request(with_person("nick: String?"));
  request.conditions.if_commit = "01KA0000000000000000000000";
  EXPECT_EQ(engine->schema_apply(request, CancelToken()).error().code(), ErrorCode::kConflict);
  request.conditions.if_commit = engine->commits("main", 1)->front().entry.graph_commit_id;
  EXPECT_TRUE(engine->schema_apply(request, CancelToken()).ok());
}

// Writers of the process and schema changes take turns, those of other processes meet a conflict:
// whatever was acknowledged is there.
TEST(SchemaApply, TakesItsTurnWithWriters) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  constexpr int kWrites = 40;
  std::thread writer([&] {
    for (int i = 0; i < kWrites; ++i) {
      EXPECT_TRUE(change(*engine, "insert Person { name: \"w" + std::to_string(i) + "\" }").ok());
    }
  });
  for (int i = 0; i < 8; ++i) {
    std::string properties;
    for (int p = 0; p <= i; ++p) {
      properties += "q" + std::to_string(p) + ": I32" +
                    (p % 2 == 0 ? "? " : " @default(" + std::to_string(p) + ") ");
    }
    const auto answer = apply_schema(*engine, with_person(properties));
    EXPECT_TRUE(answer.ok()) << answer.error().message();
  }
  writer.join();
  EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":" + std::to_string(kWrites + 2) + "}\n");
  EXPECT_EQ(read(*engine, "match { $p: Person $p.q1 = 1 } return { count($p) as n }"),
            "{\"n\":" + std::to_string(kWrites + 2) + "}\n");
  graph::VerifyOptions deep;
  deep.deep = true;
  const auto report = Engine::verify_on(store, deep, test_options(), CancelToken());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->finding_count, 0U);
}

// No row changes when a table is optimized, so a change of schema is not refused for it.
TEST(SchemaApply, IsDoneAgainWhenOnlyMaintenanceCameBefore) {
  io::MemoryStore memory;
  EngineOptions options = test_options();
  options.small_commit_bytes = 0;
  {
    const auto engine = people_engine(memory, 3);
    const auto writer = open_engine(memory, options);
    for (int i = 0; i < 12; ++i) {
      ASSERT_TRUE(change(*writer, "insert Person { name: \"w" + std::to_string(i) + "\" }").ok());
    }
  }
  graph::testing::HookStore store(memory);
  const auto engine = open_engine(store, options);
  int optimized = 0;
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (path.starts_with("__manifest/branches/main/") && optimized == 0) {
      const auto other = open_engine(memory, options);
      const auto answer = other->optimize({}, CancelToken());
      EXPECT_TRUE(answer.ok() && answer->commit_id) << "nothing to optimize";
      ++optimized;
    }
    return std::nullopt;
  };
  const auto answer = apply_schema(*engine, with_person("level: I32 @default(4)"));
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(optimized, 1);
  EXPECT_EQ(read(*engine, "match { $p: Person { level: 4 } } return { count($p) as n }"),
            "{\"n\":15}\n");
}

TEST(SchemaApply, TheMirrorShowsTheNewTypes) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  ASSERT_TRUE(engine->sync_mirror().ok());
  SchemaApplyRequest request = apply_request(
      "node Human @rename_from(\"Person\") "
      "{ name: String @key }\nnode City { }\n");
  request.allow_data_loss = true;
  ASSERT_TRUE(engine->schema_apply(request, CancelToken()).ok());
  ASSERT_TRUE(engine->sync_mirror().ok());
  EXPECT_TRUE(store.list("lance/nodes/Person.lance/", "", 9)->empty());
  EXPECT_TRUE(store.list("lance/edges/", "", 9)->empty());
  EXPECT_FALSE(store.list("lance/nodes/Human.lance/", "", 9)->empty());
  EXPECT_FALSE(store.list("lance/nodes/City.lance/", "", 9)->empty());
}

}  // namespace
}  // namespace omnigraph::engine::testing
