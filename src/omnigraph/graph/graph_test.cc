#include "omnigraph/graph/graph.h"

#include <gtest/gtest.h>

#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/testing/crash_sweep.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

using testing::crash_sweep;
using testing::export_text;
using testing::kPeopleSchema;
using testing::TestGraph;

const std::string kPerson = "node:Person";
const std::string kAlice = R"({"_id":"Alice","name":"Alice","age":30})";

TEST(GraphInit, MakesAGraphThatOpens) {
  io::MemoryStore store;
  TestGraph one(store, 1);
  ASSERT_TRUE(one.init().ok());
  TestGraph two(store, 2);
  ASSERT_TRUE(two.open().ok());
  EXPECT_EQ(one.graph().graph_id(), two.graph().graph_id());
  EXPECT_EQ(two.head()->pins().size(), 4U);
  EXPECT_EQ(two.head()->catalog()->source(), kPeopleSchema);
  EXPECT_EQ(*export_text(*two.head()), "");
}

TEST(GraphInit, ExistingGraphIsLeftAsItIs) {
  io::MemoryStore store;
  TestGraph one(store, 1);
  ASSERT_TRUE(one.init().ok());
  ASSERT_TRUE(one.put(kPerson, {kAlice}).ok());
  const std::string before = testing::fingerprint(store);
  for (const std::string& schema : {std::string(kPeopleSchema), std::string("node X { a: I32 }")}) {
    TestGraph two(store, 2);
    const Status again = two.init(schema);
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.error().code(), ErrorCode::kAlreadyExists);
    EXPECT_EQ(testing::fingerprint(store), before);
  }
}

TEST(GraphInit, BadSchemaWritesNothing) {
  io::MemoryStore store;
  TestGraph graph(store);
  EXPECT_FALSE(graph.init("node {").ok());
  EXPECT_EQ(testing::fingerprint(store), "");
}

// An init that was stopped anywhere is finished by the next one, also with another schema.
TEST(GraphInit, StoppedAnywhereIsFinishedByTheNext) {
  for (const std::string& second_schema :
       {std::string(kPeopleSchema), std::string("node Other { name: String @key }")}) {
    for (const bool before : {true, false}) {
      for (uint64_t number = 1;; ++number) {
        io::MemoryStore memory;
        io::FaultStore store(memory, number);
        before ? store.stop_before(number) : store.stop_after(number);
        TestGraph first(store, 1);
        const Status begun = first.init();
        if (!store.crashed()) {
          ASSERT_TRUE(begun.ok());
          ASSERT_GT(number, 5U);
          break;
        }
        store.restart();
        TestGraph second(store, 2);
        const Status finished = second.init(second_schema);
        if (!finished.ok()) {
          // Only an init that was complete but for its answer may stand in the way.
          EXPECT_EQ(finished.error().code(), ErrorCode::kAlreadyExists)
              << finished.error().message();
          EXPECT_FALSE(before);
        }
        TestGraph third(store, 3);
        ASSERT_TRUE(third.open().ok()) << "call " << number;
        const auto written = third.load(third.head()->catalog()->find_node("Person") != nullptr
                                            ? R"({"type":"Person","data":{"name":"A"}})"
                                            : R"({"type":"Other","data":{"name":"A"}})");
        EXPECT_TRUE(written.ok()) << written.error().message();
      }
    }
  }
}

TEST(GraphInit, LostAnswersAreNotTakenForFailures) {
  for (const io::Fault fault :
       {io::Fault::kFailAfter, io::Fault::kUnknownWithoutEffect, io::Fault::kLandsLater}) {
    for (uint64_t nth = 1; nth <= 7; ++nth) {
      io::MemoryStore memory;
      io::FaultStore store(memory);
      store.add({.fault = fault, .operation = io::Operation::kCreate, .nth = nth});
      TestGraph graph(store);
      const Status first = graph.init();
      if (!first.ok()) {
        EXPECT_TRUE(first.error().code() == ErrorCode::kOutcomeUnknown ||
                    first.error().code() == ErrorCode::kUnavailable)
            << first.error().message();
        store.land_late_writes();
        TestGraph again(store, 2);
        const Status second = again.init();
        EXPECT_TRUE(second.ok() || second.error().code() == ErrorCode::kAlreadyExists)
            << second.error().message();
      }
      TestGraph other(store, 3);
      EXPECT_TRUE(other.open().ok());
    }
  }
}

TEST(GraphInit, OfTwoAtTheSameTimeOneWins) {
  io::MemoryStore memory;
  io::FaultStore store(memory);
  // The first one stops right before its genesis record; the second one finishes.
  TestGraph counting(store, 9);
  ASSERT_TRUE(counting.init().ok());
  const uint64_t calls = store.call_count();
  io::MemoryStore other_memory;
  io::FaultStore other(other_memory);
  other.stop_before(calls);
  TestGraph first(other, 1);
  EXPECT_FALSE(first.init().ok());
  other.restart();
  TestGraph second(other, 2);
  ASSERT_TRUE(second.init().ok());
  TestGraph third(other, 3);
  EXPECT_EQ(third.init().error().code(), ErrorCode::kAlreadyExists);
}

TEST(GraphInit, SurvivesACrashAnywhere) {
  const std::string failures = crash_sweep(
      {.prepare = [](io::ObjectStore&) { return Status(); },
       .work = [](io::ObjectStore& store) -> Status { return TestGraph(store, 1).init(); },
       .observe = [](io::ObjectStore& store) -> Result<std::string> {
         TestGraph graph(store, 2);
         const Status opened = graph.open();
         if (!opened.ok() && opened.error().code() == ErrorCode::kNotFound) {
           return std::string("nothing");
         }
         OG_RETURN_IF_ERROR(opened);
         return graph.head()->catalog()->source();
       },
       .next = [](io::ObjectStore& store) -> Status {
         TestGraph graph(store, 3);
         const Status made = graph.init();
         return made.ok() || made.error().code() == ErrorCode::kAlreadyExists ? Status() : made;
       }});
  EXPECT_EQ(failures, "");
}

TEST(GraphOpen, SaysWhetherThereIsNoGraphOrAnUnfinishedOne) {
  io::MemoryStore store;
  TestGraph none(store);
  const Status missing = none.open();
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
  ASSERT_TRUE(
      store.create(kFormatObject, as_bytes(format_json("01KA0000000000000000000000"))).ok());
  const Status unfinished = none.open();
  ASSERT_FALSE(unfinished.ok());
  EXPECT_EQ(unfinished.error().code(), ErrorCode::kNotFound);
  EXPECT_NE(unfinished.error().message().find("never finished"), std::string::npos);
}

TEST(GraphOpen, DamagedObjectsAreCorruptionThatNamesThem) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
  const SnapshotPtr head = graph.head();
  const std::vector<std::string> objects = {
      std::string(kFormatObject), record_object("main", 2), schema_object(head->schema_sha256())};
  for (const std::string& object : objects) {
    const Buffer good = *store.read(object);
    std::string bad(good.view());
    bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 1);
    ASSERT_TRUE(store.put(object, as_bytes(bad)).ok());
    const Status opened = TestGraph(store, 2).open();
    ASSERT_FALSE(opened.ok()) << object;
    EXPECT_EQ(opened.error().code(), ErrorCode::kCorruption) << opened.error().message();
    EXPECT_NE(opened.error().message().find(object), std::string::npos);
    ASSERT_TRUE(store.put(object, good.span()).ok());
  }
}

// What a mirror hint says is only believed as far as the log confirms it.
TEST(GraphOpen, AnyMirrorHintLeadsToTheHead) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(graph.put(kPerson, {kAlice}).ok());
  }
  ASSERT_TRUE(graph.graph().sync_mirror().ok());
  const std::string good(store.read(kMirrorHintObject)->view());
  const auto with_seq = [&](uint64_t seq) {
    MirrorHint hint = *parse_mirror_hint(good);
    hint.seq = seq;
    return to_json(hint);
  };
  MirrorHint foreign = *parse_mirror_hint(good);
  foreign.graph_id = "01KA0000000000000000000000";
  foreign.seq = 3;
  for (const std::string& hint : {good,
                                  with_seq(0),
                                  with_seq(1),
                                  with_seq(20),
                                  with_seq(22),
                                  with_seq(1'000'000),
                                  with_seq(UINT64_MAX),
                                  to_json(foreign),
                                  std::string("{"),
                                  std::string(),
                                  std::string("[1]"),
                                  good.substr(0, good.size() / 2)}) {
    ASSERT_TRUE(store.put(kMirrorHintObject, as_bytes(hint)).ok());
    TestGraph other(store, 2);
    ASSERT_TRUE(other.open().ok()) << hint;
    EXPECT_EQ(other.head()->record().seq, 21U) << hint;
  }
  ASSERT_TRUE(store.remove(kMirrorHintObject).ok());
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  EXPECT_EQ(other.head()->record().seq, 21U);
}

TEST(GraphHead, LooksOnlyWhenItsViewIsOlderThanAllowed) {
  io::MemoryStore store;
  TestGraph writer(store, 1);
  ASSERT_TRUE(writer.init().ok());
  TestGraph reader(store, 2);
  ASSERT_TRUE(reader.open().ok());
  ASSERT_TRUE(writer.put(kPerson, {kAlice}).ok());
  EXPECT_EQ((*reader.graph().head(1'000'000))->record().seq, 1U);
  reader.clock().advance_us(1'000'001);
  EXPECT_EQ((*reader.graph().head(1'000'000))->record().seq, 2U);
  ASSERT_TRUE(writer.put(kPerson, {kAlice}).ok());
  EXPECT_EQ((*reader.graph().head(1'000'000))->record().seq, 2U);
  EXPECT_EQ((*reader.graph().head())->record().seq, 3U);
}

TEST(GraphHistory, OldStatesStayReadable) {
  io::MemoryStore store;
  TestGraph graph(store);
  ASSERT_TRUE(graph.init().ok());
  std::vector<std::string> texts = {*export_text(*graph.head())};
  for (int age = 0; age < 5; ++age) {
    ASSERT_TRUE(
        graph.put(kPerson, {R"({"_id":"A","name":"A","age":)" + std::to_string(age) + "}"}).ok());
    texts.push_back(*export_text(*graph.head()));
  }
  TestGraph other(store, 2);
  ASSERT_TRUE(other.open().ok());
  const auto commits = other.graph().commits(100);
  ASSERT_TRUE(commits.ok());
  ASSERT_EQ(commits->size(), 6U);
  for (size_t i = 0; i < 6; ++i) {
    const CommitHeader& header = (*commits)[5 - i];
    EXPECT_EQ(header.seq, i + 1);
    EXPECT_EQ(header.entry.operation, i == 0 ? "init" : "mutate");
    const auto snapshot = other.graph().at_commit(header.entry.graph_commit_id);
    ASSERT_TRUE(snapshot.ok());
    EXPECT_EQ(*export_text(**snapshot), texts[i]);
    EXPECT_EQ(other.graph().commit(header.entry.graph_commit_id)->seq, i + 1);
  }
  EXPECT_EQ(other.graph().commits(2)->size(), 2U);
  EXPECT_EQ(other.graph().at_commit("01KA0000000000000000000000").error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(other.graph().commit("nonsense").error().code(), ErrorCode::kNotFound);
}

TEST(GraphTables, DamagedManifestOrDeletionFileIsCorruption) {
  io::MemoryStore store;
  TestGraph graph(store);
  graph.environment().small_commit_bytes = 0;
  ASSERT_TRUE(graph.init().ok());
  ASSERT_TRUE(graph.put(kPerson, {kAlice, R"({"_id":"Bob","name":"Bob"})"}).ok());
  const SnapshotPtr base = graph.head();
  ASSERT_TRUE(graph.graph().publish(base, graph.erase_draft(base, kPerson, {"Bob"})).ok());
  const Pin pin = *graph.head()->find_pin(kPerson);
  std::vector<std::string> objects = {manifest_object(pin.table_path, pin.manifest)};
  const auto deletions = store.list(pin.table_path + "/_deletions/", "", 10);
  ASSERT_EQ(deletions->size(), 1U);
  objects.push_back((*deletions)[0].path);
  for (const std::string& object : objects) {
    const Buffer good = *store.read(object);
    std::string bad(good.view());
    bad[bad.size() - 1] = static_cast<char>(bad[bad.size() - 1] ^ 1);
    ASSERT_TRUE(store.put(object, as_bytes(bad)).ok());
    TestGraph other(store, 2);
    ASSERT_TRUE(other.open().ok());
    const auto text = export_text(*other.head());
    ASSERT_FALSE(text.ok()) << object;
    EXPECT_EQ(text.error().code(), ErrorCode::kCorruption);
    EXPECT_NE(text.error().message().find(object), std::string::npos) << text.error().message();
    ASSERT_TRUE(store.put(object, good.span()).ok());
  }
}

}  // namespace
}  // namespace omnigraph::graph
