#include "omnigraph/graph/publish/publisher.h"

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::graph {
namespace {

using testing::export_text;
using testing::HookStore;
using testing::TestGraph;

const std::string kPerson = "node:Person";
const std::string kCompany = "node:Company";
const std::string kAlice = R"({"_id":"Alice","name":"Alice","age":30})";
const std::string kAcme = R"({"_id":"Acme","name":"Acme"})";

bool is_record(std::string_view path) {
  return path.starts_with("__manifest/branches/");
}

uint64_t rows_of(const Snapshot& snapshot, const std::string& key) {
  return snapshot.find_pin(key)->row_count;
}

size_t record_count(io::ObjectStore& store) {
  return store.list("__manifest/branches/", "", 10'000)->size();
}

// Two processes on one graph.
struct TwoWriters {
  io::MemoryStore store;
  TestGraph one{store, 1};
  TestGraph two{store, 2};
  TwoWriters() {
    EXPECT_TRUE(one.init().ok());
    EXPECT_TRUE(two.open().ok());
  }
};

TEST(Publish, RecordsChainByHashAndCountVersionsAndSeqs) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  const SnapshotPtr genesis = graph.head();
  EXPECT_EQ(genesis->record().seq, 1U);
  EXPECT_EQ(genesis->manifest_version(), 1U);
  EXPECT_FALSE(genesis->record().parent);
  ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
  const SnapshotPtr head = graph.head();
  EXPECT_EQ(head->record().seq, 2U);
  EXPECT_EQ(head->manifest_version(), 2U);
  const Buffer parent = *store.read(record_object("main", 1));
  EXPECT_EQ(head->record().parent,
            (ParentRef{"main", 1, sha256_hex(parent.span()), genesis->commit_id(), 1}));
  EXPECT_EQ(head->record().commits[0].parent_commit_id, genesis->commit_id());
  EXPECT_EQ(head->find_pin(kPerson)->table_version, genesis->find_pin(kPerson)->table_version + 1);
  EXPECT_EQ(head->find_pin(kCompany)->manifest, genesis->find_pin(kCompany)->manifest);
}

TEST(Publish, CreatedAtNeverGoesBack) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  graph.clock().advance_us(-5'000'000);
  ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
  const SnapshotPtr head = graph.head();
  EXPECT_EQ(head->created_at(), 1'763'800'000'000'000);
}

TEST(Publish, SecondWriterOfATableSeesConflictWithExpectedAndActual) {
  TwoWriters w;
  const SnapshotPtr base = w.two.head();
  ASSERT_TRUE(w.one.put(kPerson, {kAlice}).ok());
  const auto lost = w.two.graph().publish(base, w.two.draft(base, kPerson, {kAlice}));
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  const auto* detail = std::get_if<ConflictDetail>(&lost.error().detail());
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->table_key, kPerson);
  EXPECT_EQ(detail->expected, 1U);
  EXPECT_EQ(detail->actual, 2U);
  EXPECT_EQ(record_count(w.store), 2U);
  // The handle is fresh afterwards: the same change made anew succeeds.
  EXPECT_TRUE(w.two.put(kPerson, {R"({"_id":"Bob","name":"Bob"})"}).ok());
  EXPECT_EQ(rows_of(*w.one.head(), kPerson), 2U);
}

TEST(Publish, WritersOfOtherTablesBothSucceed) {
  TwoWriters w;
  const SnapshotPtr base = w.two.head();
  ASSERT_TRUE(w.one.put(kPerson, {kAlice}).ok());
  const auto won = w.two.graph().publish(base, w.two.draft(base, kCompany, {kAcme}));
  ASSERT_TRUE(won.ok()) << won.error().message();
  EXPECT_EQ((*won)->record().seq, 3U);
  EXPECT_EQ((*won)->manifest_version(), 3U);
  EXPECT_EQ((*won)->record().commits[0].parent_commit_id,
            w.one.head()->record().parent->graph_commit_id);
  EXPECT_EQ(rows_of(**won, kPerson), 1U);
  EXPECT_EQ(rows_of(**won, kCompany), 1U);
  EXPECT_EQ(*export_text(**won), *export_text(*w.one.head()));
}

TEST(Publish, MovedReadTableIsAConflict) {
  TwoWriters w;
  const SnapshotPtr base = w.two.head();
  ASSERT_TRUE(w.one.put(kPerson, {kAlice}).ok());
  CommitDraft draft = w.two.draft(base, kCompany, {kAcme});
  draft.read = {kPerson};
  const auto lost = w.two.graph().publish(base, std::move(draft));
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(std::get<ConflictDetail>(lost.error().detail()).table_key, kPerson);
}

TEST(Publish, MovedValidatedTableIsValidatedAgain) {
  TwoWriters w;
  for (const bool holds : {true, false}) {
    const SnapshotPtr base = w.two.head();
    ASSERT_TRUE(w.one.put(kPerson, {kAlice}).ok());
    CommitDraft draft = w.two.draft(base, kCompany, {kAcme});
    draft.validated = {kPerson};
    int calls = 0;
    draft.revalidate = [&](const Snapshot& now) {
      ++calls;
      EXPECT_EQ(now.record().seq, base->record().seq + 1);
      return holds ? Status() : Status(Error(ErrorCode::kConflict, "no more"));
    };
    const auto published = w.two.graph().publish(base, std::move(draft));
    EXPECT_EQ(published.ok(), holds);
    EXPECT_EQ(calls, 1);
  }
}

TEST(Publish, ValidatedTableThatStaysIsNotValidatedAgain) {
  TwoWriters w;
  const SnapshotPtr base = w.two.head();
  ASSERT_TRUE(w.one.put("edge:WorksAt", {R"({"_id":"w","_src":"Alice","_dst":"Acme"})"}).ok());
  CommitDraft draft = w.two.draft(base, kCompany, {kAcme});
  draft.validated = {kPerson};
  draft.revalidate = [](const Snapshot&) { return Status(Error(ErrorCode::kInternal, "called")); };
  EXPECT_TRUE(w.two.graph().publish(base, std::move(draft)).ok());
}

// Every way in which the answer to the record's PUT can get lost must end in exactly one commit.
TEST(Publish, UnknownOutcomesAreSettledToExactlyOneCommit) {
  for (const io::Fault fault :
       {io::Fault::kFailAfter, io::Fault::kUnknownWithoutEffect, io::Fault::kLandsLater}) {
    for (const uint64_t times : {1U, 2U, 5U}) {
      io::MemoryStore memory;
      io::FaultStore store(memory);
      TestGraph graph(store);
      ASSERT_TRUE(graph.init().ok());
      store.add({.fault = fault,
                 .operation = io::Operation::kCreate,
                 .prefix = "__manifest/branches/",
                 .times = times});
      const auto published = graph.put(kPerson, {kAlice});
      ASSERT_TRUE(published.ok()) << io::fault_name(fault) << published.error().message();
      store.land_late_writes();
      EXPECT_EQ(record_count(memory), 2U);
      TestGraph other(memory, 9);
      ASSERT_TRUE(other.open().ok());
      EXPECT_EQ(other.head()->commit_id(), (*published)->commit_id());
      EXPECT_EQ(other.head()->log_record().sha256, (*published)->log_record().sha256);
      EXPECT_EQ(*export_text(*other.head()), *export_text(**published));
      ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
    }
  }
}

// The PUT whose answer was lost did not land, and a rival takes the name before it is repeated.
TEST(Publish, UnknownOutcomeThatARivalOvertookIsPublishedBehindIt) {
  TwoWriters w;
  HookStore hooks(w.store);
  TestGraph writer(hooks, 3);
  ASSERT_TRUE(writer.open().ok());
  int puts = 0;
  hooks.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (!is_record(path) || ++puts > 1) {
      return std::nullopt;
    }
    EXPECT_TRUE(w.one.put(kPerson, {kAlice}).ok());
    return Error(ErrorCode::kOutcomeUnknown, "answer lost");
  };
  const auto published = writer.put(kCompany, {kAcme});
  ASSERT_TRUE(published.ok()) << published.error().message();
  EXPECT_EQ((*published)->record().seq, 3U);
  EXPECT_EQ(record_count(w.store), 3U);
  EXPECT_EQ(rows_of(**published, kPerson), 1U);
}

// A store that stopped writing after a failed sync: the record can be read there, but it may not be
// durable, so it is never acknowledged.
TEST(Publish, StoreThatStoppedWritingGivesOutcomeUnknown) {
  io::MemoryStore memory;
  HookStore store(memory);
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  bool stopped = false;
  store.before_create = [&](std::string_view path, ByteSpan bytes) -> std::optional<Status> {
    if (stopped) {
      return Error(ErrorCode::kFailedPrecondition, "read-only after a failed sync");
    }
    if (!is_record(path)) {
      return std::nullopt;
    }
    stopped = true;
    EXPECT_TRUE(memory.create(path, bytes).ok());
    return Error(ErrorCode::kOutcomeUnknown, "sync failed");
  };
  const auto published = graph.put(kPerson, {kAlice});
  ASSERT_FALSE(published.ok());
  EXPECT_EQ(published.error().code(), ErrorCode::kOutcomeUnknown);
  const auto* detail = std::get_if<OutcomeDetail>(&published.error().detail());
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->seq, 2U);
  EXPECT_EQ(detail->commit_id.size(), 26U);
}

TEST(Publish, StoreThatRefusesTheRecordAtOnceChangesNothing) {
  io::MemoryStore memory;
  io::FaultStore store(memory);
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  store.add({.fault = io::Fault::kFailBefore,
             .operation = io::Operation::kCreate,
             .prefix = "__manifest/branches/"});
  const auto published = graph.put(kPerson, {kAlice});
  ASSERT_FALSE(published.ok());
  EXPECT_EQ(published.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(record_count(memory), 1U);
}

TEST(Publish, FailedStagingChangesNothingAndIsNeverAnUnknownOutcome) {
  for (const io::Fault fault : {io::Fault::kFailBefore,
                                io::Fault::kFailAfter,
                                io::Fault::kUnknownWithoutEffect,
                                io::Fault::kLandsLater}) {
    io::MemoryStore memory;
    io::FaultStore store(memory);
    TestGraph graph(store);
    graph.environment().small_commit_bytes = 0;
    ASSERT_TRUE(graph.init().ok());
    store.add({.fault = fault, .operation = io::Operation::kCreate, .prefix = "nodes/", .nth = 2});
    const auto published = graph.put(kPerson, {kAlice});
    ASSERT_FALSE(published.ok());
    EXPECT_EQ(published.error().code(), ErrorCode::kUnavailable) << published.error().message();
    EXPECT_EQ(record_count(memory), 1U);
    EXPECT_TRUE(graph.put(kPerson, {kAlice}).ok());
  }
}

TEST(Publish, KeepsTryingWhileRivalsOfOtherTablesWin) {
  TwoWriters w;
  HookStore hooks(w.store);
  TestGraph writer(hooks, 3);
  ASSERT_TRUE(writer.open().ok());
  int rivals = 7;
  hooks.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (is_record(path) && rivals-- > 0) {
      EXPECT_TRUE(w.one.put(kPerson, {kAlice}).ok());
    }
    return std::nullopt;
  };
  const auto published = writer.put(kCompany, {kAcme});
  ASSERT_TRUE(published.ok()) << published.error().message();
  EXPECT_EQ((*published)->record().seq, 9U);
  EXPECT_EQ(writer.graph().commits(100)->size(), 9U);
}

TEST(Publish, GivesUpAfterTheAttemptsItWasGiven) {
  TwoWriters w;
  HookStore hooks(w.store);
  TestGraph writer(hooks, 3);
  ASSERT_TRUE(writer.open().ok());
  hooks.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (is_record(path)) {
      EXPECT_TRUE(w.one.put(kPerson, {kAlice}).ok());
    }
    return std::nullopt;
  };
  const SnapshotPtr base = writer.head();
  PublishOptions options;
  options.attempts = 3;
  const auto lost = writer.graph().publish(base, writer.draft(base, kCompany, {kAcme}), options);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(record_count(w.store), 4U);
}

TEST(Publish, PassedDeadlineMeansThatNothingHappened) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  const SnapshotPtr base = graph.head();
  CommitDraft draft = graph.draft(base, kPerson, {kAlice});
  PublishOptions options;
  options.deadline_boot_us = graph.clock().boot_us() - 1;
  const std::string before = testing::fingerprint(store);
  const auto late = graph.graph().publish(base, std::move(draft), options);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(testing::fingerprint(store), before);
}

// An outcome that cannot be settled before the deadline is said to be unknown, never failed.
TEST(Publish, DeadlineWhileInDoubtGivesOutcomeUnknown) {
  io::MemoryStore memory;
  HookStore store(memory);
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (!is_record(path)) {
      return std::nullopt;
    }
    graph.clock().advance_us(600'000);
    return Error(ErrorCode::kOutcomeUnknown, "time-out");
  };
  const SnapshotPtr base = graph.head();
  PublishOptions options;
  options.deadline_boot_us = graph.clock().boot_us() + 1'000'000;
  const auto lost = graph.graph().publish(base, graph.draft(base, kPerson, {kAlice}), options);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code(), ErrorCode::kOutcomeUnknown);
}

std::string many_types(int count) {
  std::string schema;
  for (int i = 0; i < count; ++i) {
    schema += format("node T{:03} {{ name: String @key }}\n", i);
  }
  return schema;
}

std::string table(int i) {
  return format("node:T{:03}", i);
}

const std::string kX = R"({"_id":"x","name":"x"})";

// 80 tables: genesis pins more than 64, so the next record needs a checkpoint, and those after it
// name it until the base has grown again.
TEST(Publish, ManyPinsGoToACheckpointThatLaterRecordsName) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init(many_types(80)).ok());
  EXPECT_FALSE(graph.head()->record().checkpoint);
  ASSERT_TRUE(graph.put(table(0), {kX}).ok());
  const SnapshotPtr second = graph.head();
  ASSERT_TRUE(second->record().checkpoint);
  EXPECT_TRUE(second->record().base.empty());
  const std::string object = checkpoint_object(*second->record().checkpoint);
  const auto checkpoint = parse_checkpoint(store.read(object)->view(), object);
  ASSERT_TRUE(checkpoint.ok());
  EXPECT_EQ(checkpoint->pins.size(), 80U);
  EXPECT_EQ(checkpoint->pins[0].row_count, 0U);  // the parent's state
  for (int i = 1; i < 80; ++i) {
    ASSERT_TRUE(graph.put(table(i), {kX}).ok());
  }
  const SnapshotPtr head = graph.head();
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  EXPECT_EQ(other.head()->pins(), head->pins());
  for (int i = 0; i < 80; ++i) {
    EXPECT_EQ(rows_of(*other.head(), table(i)), 1U) << i;
  }
  // 64 changed tables later a second checkpoint was due, and no sooner.
  EXPECT_EQ(store.list("__manifest/checkpoints/", "", 100)->size(), 2U);
  EXPECT_NE(head->record().checkpoint, second->record().checkpoint);
  EXPECT_LE(head->record().base.size(), kMaxBasePins);
  // Every state on the way still is what it was.
  const auto commits = graph.graph().commits(200);
  ASSERT_TRUE(commits.ok());
  ASSERT_EQ(commits->size(), 81U);
  const auto tenth = other.graph().at_commit((*commits)[80 - 10].entry.graph_commit_id);
  ASSERT_TRUE(tenth.ok());
  for (int i = 0; i < 80; ++i) {
    EXPECT_EQ(rows_of(**tenth, table(i)), i < 10 ? 1U : 0U) << i;
  }
}

TEST(Publish, OneCommitMayChangeMoreTablesThanABaseHolds) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init(many_types(80)).ok());
  for (int round = 0; round < 3; ++round) {
    const SnapshotPtr base = graph.head();
    CommitDraft draft = graph.draft(base, table(0), {kX});
    for (int i = 1; i < 75; ++i) {
      TestGraph::merge(draft, graph.draft(base, table(i), {kX}));
    }
    ASSERT_TRUE(graph.graph().publish(base, std::move(draft)).ok());
  }
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  EXPECT_EQ(other.head()->pins(), graph.head()->pins());
  EXPECT_EQ(other.head()->find_pin(table(74))->table_version, 4U);
  EXPECT_EQ(other.head()->find_pin(table(75))->table_version, 1U);
}

TEST(Publish, RecordThatWouldBeTooLargeIsRefusedBeforeAnythingIsWritten) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  const SnapshotPtr base = graph.head();
  CommitDraft draft = graph.draft(base, kPerson, {kAlice});
  draft.message = std::string(kMaxRecordBytes, 'x');
  const std::string before = testing::fingerprint(store);
  const auto refused = graph.graph().publish(base, std::move(draft));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code(), ErrorCode::kResourceExhausted);
  EXPECT_EQ(testing::fingerprint(store), before);
}

}  // namespace
}  // namespace omnigraph::graph
