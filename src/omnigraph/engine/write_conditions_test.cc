// Conditions of writes and idempotency keys, of loads most of all (change_group_test.cc has
// changes), also with what other processes commit meanwhile.
#include "omnigraph/engine/write_conditions.h"

#include <string>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine::testing {
namespace {

constexpr const char* kAnn = R"({"type":"Person","data":{"name":"Ann","age":1}})";
constexpr const char* kBob = R"({"type":"Person","data":{"name":"Bob","age":2}})";
constexpr const char* kAcme = R"({"type":"Company","data":{"name":"Acme"}})";

std::unique_ptr<Engine> empty_engine(io::ObjectStore& store) {
  auto engine = Engine::init_on(store, kPeopleSchema, test_options());
  EXPECT_TRUE(engine.ok()) << engine.error().message();
  return std::move(engine).value();
}

LoadRequest merge_request() {
  LoadRequest request;
  request.mode = "merge";
  return request;
}

LoadRequest keyed_request(const std::string& key) {
  LoadRequest request = merge_request();
  request.conditions.idempotency_key = key;
  return request;
}

Result<LoadAnswer> load_lines(Engine& engine, std::string_view lines, const LoadRequest& request) {
  return engine.load(read_from_text(lines), request, CancelToken());
}

uint64_t version_of(Engine& engine) {
  return engine.snapshot({})->manifest_version;
}

std::optional<ConflictDetail> conflict_of(const Error& error) {
  const auto* detail = std::get_if<ConflictDetail>(&error.detail());
  return error.code() == ErrorCode::kConflict && detail != nullptr ? std::optional(*detail)
                                                                   : std::nullopt;
}

TEST(LoadReceipt, NamesTheCommitItsTablesAndRows) {
  io::MemoryStore store;
  const auto engine = empty_engine(store);
  const auto answer = load_lines(*engine, std::string(kAcme) + "\n" + kAnn, merge_request());
  ASSERT_TRUE(answer.ok()) << answer.error().message();
  EXPECT_EQ(*answer->commit_id, engine->commits("main", 1)->front().entry.graph_commit_id);
  EXPECT_EQ(answer->manifest_version, 2U);
  EXPECT_EQ(answer->affected_nodes, 2U);
  EXPECT_EQ(answer->tables, (std::vector<TableVersion>{{"node:Company", 2}, {"node:Person", 2}}));
  EXPECT_FALSE(answer->repeated);
  const auto nothing = load_lines(*engine, "", merge_request());
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ(nothing->commit_id, std::nullopt);
  EXPECT_EQ(nothing->manifest_version, 2U);
}

TEST(LoadConditions, ExpectedVersionsAreCheckedBeforeTheInputIsRead) {
  io::MemoryStore store;
  const auto engine = empty_engine(store);
  LoadRequest request = merge_request();
  request.conditions.expected_table_versions["Person"] = 7;
  const graph::ByteReader unread = [](char*, size_t) -> Result<size_t> {
    ADD_FAILURE() << "the input was read";
    return size_t{0};
  };
  const auto refused = engine->load(unread, request, CancelToken());
  const auto conflict = conflict_of(refused.error());
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->table_key, "node:Person");
  EXPECT_EQ(conflict->expected, 7U);
  EXPECT_EQ(conflict->actual, 1U);
  request.conditions.expected_table_versions = {{"node:Person", 1}, {"Knows", 1}};
  EXPECT_TRUE(load_lines(*engine, kAnn, request).ok());
  request.conditions.expected_table_versions = {{"Persona", 1}};
  EXPECT_EQ(load_lines(*engine, kAnn, request).error().code(), ErrorCode::kInvalidArgument);
}

TEST(LoadConditions, IfCommitWantsTheNewestCommit) {
  io::MemoryStore store;
  const auto engine = empty_engine(store);
  const std::string first = engine->commits("main", 1)->front().entry.graph_commit_id;
  LoadRequest request = merge_request();
  request.conditions.if_commit = first;
  EXPECT_TRUE(load_lines(*engine, kAnn, request).ok());
  EXPECT_EQ(load_lines(*engine, kBob, request).error().code(), ErrorCode::kConflict);
  EXPECT_EQ(version_of(*engine), 2U);
}

// Another process commits to a table that the write does not touch, after the conditions were
// looked at.
class Meanwhile : public ::testing::Test {
 protected:
  // A load of a person in which the other process commits a company.
  Result<LoadAnswer> load_with_a_rival(const LoadRequest& request) {
    const auto engine = empty_engine(store_);
    const auto rival = open_engine(store_);
    bool done = false;
    const auto text = graph::testing::read_from_text(kAnn);
    const graph::ByteReader reader = [&](char* buffer, size_t size) -> Result<size_t> {
      if (!std::exchange(done, true)) {
        EXPECT_TRUE(load(*rival, kAcme, merge_request()).ok());
      }
      return text(buffer, size);
    };
    return engine->load(reader, request, CancelToken());
  }
  io::MemoryStore store_;
};

TEST_F(Meanwhile, WithoutConditionsBothCommit) {
  EXPECT_TRUE(load_with_a_rival(merge_request()).ok());
}

TEST_F(Meanwhile, AnExpectedTableThatMovedRefusesTheLoad) {
  LoadRequest request = merge_request();
  request.conditions.expected_table_versions["Company"] = 1;
  const auto conflict = conflict_of(load_with_a_rival(request).error());
  ASSERT_TRUE(conflict);
  EXPECT_EQ(conflict->table_key, "node:Company");
  EXPECT_EQ(conflict->actual, 2U);
}

TEST_F(Meanwhile, AnyCommitRefusesALoadWithIfCommit) {
  LoadRequest request = merge_request();
  const auto engine = empty_engine(store_);
  request.conditions.if_commit = engine->commits("main", 1)->front().entry.graph_commit_id;
  const auto rival = open_engine(store_);
  bool done = false;
  const auto text = graph::testing::read_from_text(kAnn);
  const auto refused = engine->load(
      [&](char* buffer, size_t size) -> Result<size_t> {
        if (!std::exchange(done, true)) {
          EXPECT_TRUE(load(*rival, kAcme, merge_request()).ok());
        }
        return text(buffer, size);
      },
      request,
      CancelToken());
  EXPECT_TRUE(conflict_of(refused.error()));
}

TEST(LoadIdempotency, ARepeatGetsTheFirstReceiptAndLoadsNothing) {
  io::MemoryStore store;
  const auto engine = empty_engine(store);
  const auto first = load_lines(*engine, kAnn, keyed_request("k"));
  ASSERT_TRUE(first.ok()) << first.error().message();
  ASSERT_TRUE(load(*engine, kBob, merge_request()).ok());
  const auto other = open_engine(store);
  for (Engine* again : {engine.get(), other.get()}) {
    const auto repeat = load_lines(*again, kAnn, keyed_request("k"));
    ASSERT_TRUE(repeat.ok()) << repeat.error().message();
    EXPECT_TRUE(repeat->repeated);
    EXPECT_EQ(repeat->commit_id, first->commit_id);
    EXPECT_EQ(repeat->manifest_version, first->manifest_version);
    EXPECT_EQ(repeat->affected_nodes, 1U);
    EXPECT_EQ(repeat->tables, first->tables);
  }
  EXPECT_EQ(version_of(*engine), 3U);
}

TEST(LoadIdempotency, OtherContentModeOrOptionsUnderAKnownKeyAreAConflict) {
  io::MemoryStore store;
  const auto engine = empty_engine(store);
  ASSERT_TRUE(load_lines(*engine, kAnn, keyed_request("k")).ok());
  EXPECT_EQ(load_lines(*engine, kBob, keyed_request("k")).error().code(), ErrorCode::kConflict);
  LoadRequest request = keyed_request("k");
  request.mode = "append";
  EXPECT_EQ(load_lines(*engine, kAnn, request).error().code(), ErrorCode::kConflict);
  request = keyed_request("k");
  request.strict = true;
  EXPECT_EQ(load_lines(*engine, kAnn, request).error().code(), ErrorCode::kConflict);
  ChangeRequest change;
  change.query_source = R"(query q() { insert Person { name: "Cleo" } })";
  change.conditions.idempotency_key = "k";
  EXPECT_EQ(engine->change(change, CancelToken()).error().code(), ErrorCode::kConflict);
  EXPECT_EQ(version_of(*engine), 2U);
}

TEST(LoadIdempotency, TheSameLoadSentTwiceAtOnceIsDoneOnce) {
  io::MemoryStore store;
  const auto engine = empty_engine(store);
  const auto rival = open_engine(store);
  LoadRequest request = keyed_request("k");
  request.mode = "append";
  std::optional<Result<LoadAnswer>> theirs;
  const auto text = graph::testing::read_from_text(kAnn);
  const auto ours = engine->load(
      [&](char* buffer, size_t size) -> Result<size_t> {
        if (!theirs) {
          theirs.emplace(load_lines(*rival, kAnn, request));
        }
        return text(buffer, size);
      },
      request,
      CancelToken());
  ASSERT_TRUE(theirs->ok());
  ASSERT_TRUE(ours.ok()) << ours.error().message();
  EXPECT_TRUE(ours->repeated);
  EXPECT_EQ(ours->commit_id, (*theirs)->commit_id);
}

TEST(ChangeConditions, HoldUntilTheCommitIsMade) {
  io::MemoryStore memory;
  empty_engine(memory);
  graph::testing::HookStore store(memory);
  const auto engine = open_engine(store);
  const auto rival = open_engine(memory);
  ChangeRequest change;
  change.query_source = R"(query q() { insert Person { name: "Cleo" } })";
  change.conditions.expected_table_versions["Company"] = 1;
  bool done = false;
  store.before_create = [&](std::string_view path, ByteSpan) {
    if (path.starts_with("__manifest/branches/") && !std::exchange(done, true)) {
      EXPECT_TRUE(load(*rival, kAcme, merge_request()).ok());
    }
    return std::optional<Status>();
  };
  const auto refused = engine->change(change, CancelToken());
  ASSERT_FALSE(refused.ok());
  const auto conflict = conflict_of(refused.error());
  ASSERT_TRUE(conflict) << refused.error().message();
  EXPECT_EQ(conflict->table_key, "node:Company");
}

TEST(ConditionTable, IsNamedByKeyOrByAnUnambiguousType) {
  io::MemoryStore store;
  graph::testing::TestGraph graph(store);
  ASSERT_TRUE(graph.init("node A { name: String @key }\nedge B: A -> A\n").ok());
  const schema::Catalog& catalog = *graph.head()->catalog();
  EXPECT_EQ(*condition_table(catalog, "A"), "node:A");
  EXPECT_EQ(*condition_table(catalog, "B"), "edge:B");
  EXPECT_EQ(*condition_table(catalog, "edge:B"), "edge:B");
  EXPECT_FALSE(condition_table(catalog, "edge:A").ok());
  EXPECT_FALSE(condition_table(catalog, "").ok());
}

}  // namespace
}  // namespace omnigraph::engine::testing
