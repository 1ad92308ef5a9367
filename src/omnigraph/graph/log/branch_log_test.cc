#include "omnigraph/graph/log/branch_log.h"

#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/testing/test_graph.h"
#include "omnigraph/io/fault/fault_store.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/io/metered/metered_store.h"

namespace omnigraph::graph {
namespace {

using testing::TestGraph;

const std::string kPerson = "node:Person";
const std::string kAlice = R"({"_id":"Alice","name":"Alice","age":30})";

// Writes records 2…`commits` without data: one pin changes its name only.
void grow_log(TestGraph& graph, uint64_t commits) {
  while (graph.head()->record().seq < commits) {
    const SnapshotPtr base = graph.head();
    CommitDraft draft;
    draft.commit_id = graph.environment().ids.next();
    draft.operation = "mutate";
    Pin pin = *base->find_pin(kPerson);
    ++pin.table_version;
    pin.manifest = format("{}-{}.manifest", pin.table_version, draft.commit_id);
    draft.changes = {pin};
    ASSERT_TRUE(graph.graph().publish(base, std::move(draft)).ok());
  }
}

struct Log {
  io::MemoryStore store;
  TestGraph graph{store};
  explicit Log(uint64_t commits) {
    EXPECT_TRUE(graph.init().ok());
    grow_log(graph, commits);
  }
  BranchLog log(io::ObjectStore& on) { return {on, "main", graph.graph().graph_id()}; }
};

TEST(BranchLog, FindsTheHeadWhateverTheHint) {
  for (const uint64_t commits : {1U, 2U, 3U, 7U, 8U, 9U, 100U, 1000U}) {
    Log log(commits);
    for (const std::optional<uint64_t> hint : {std::optional<uint64_t>(),
                                               std::optional<uint64_t>(0),
                                               std::optional<uint64_t>(1),
                                               std::optional<uint64_t>(commits / 2),
                                               std::optional<uint64_t>(commits - 1),
                                               std::optional<uint64_t>(commits),
                                               std::optional<uint64_t>(commits + 1),
                                               std::optional<uint64_t>(commits * 1000),
                                               std::optional<uint64_t>(UINT64_MAX - 1),
                                               std::optional<uint64_t>(UINT64_MAX)}) {
      const auto head = log.log(log.store).find_head(hint);
      ASSERT_TRUE(head.ok()) << commits << " hint " << hint.value_or(0) << head.error().message();
      EXPECT_EQ(head->record->seq, commits) << "hint " << hint.value_or(0);
    }
  }
}

TEST(BranchLog, RightHintCostsOneRoundAndNoneALogarithm) {
  Log log(1000);
  io::MeteredStore metered(log.store);
  ASSERT_TRUE(log.log(metered).find_head(1000).ok());
  EXPECT_EQ(metered.snapshot().rounds, 1U);
  EXPECT_EQ(metered.snapshot().requests(), 2U);
  metered.reset();
  ASSERT_TRUE(log.log(metered).find_head(std::nullopt).ok());
  EXPECT_LE(metered.snapshot().requests(), 21U);
  metered.reset();
  ASSERT_TRUE(log.log(metered).find_head(990).ok());
  EXPECT_LE(metered.snapshot().requests(), 10U);
}

TEST(BranchLog, EmptyLogIsNotFound) {
  io::MemoryStore store;
  const auto head = BranchLog(store, "main", "01KA0000000000000000000000").find_head(5);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code(), ErrorCode::kNotFound);
}

TEST(BranchLog, StoreThatFailsIsNotTakenForTheEndOfTheLog) {
  Log log(20);
  for (const std::optional<uint64_t> hint :
       {std::optional<uint64_t>(), std::optional<uint64_t>(20)}) {
    for (uint64_t nth = 1; nth <= 2; ++nth) {
      io::FaultStore faulty(log.store);
      faulty.add({.fault = io::Fault::kFailBefore, .nth = nth, .times = 100});
      const auto head = log.log(faulty).find_head(hint);
      ASSERT_FALSE(head.ok());
      EXPECT_EQ(head.error().code(), ErrorCode::kUnavailable);
    }
  }
}

// A failed look at the record behind a right hint must not cost a gallop from the beginning.
TEST(BranchLog, FailureBehindARightHintIsReported) {
  Log log(200);
  io::FaultStore faulty(log.store);
  io::MeteredStore metered(faulty);
  faulty.add({.fault = io::Fault::kFailBefore, .nth = 2});
  const auto head = log.log(metered).find_head(200);
  ASSERT_FALSE(head.ok());
  EXPECT_EQ(head.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(metered.snapshot().rounds, 1U);
}

void overwrite(io::MemoryStore& store, const std::string& object, std::string bytes) {
  ASSERT_TRUE(store.put(object, as_bytes(bytes)).ok());
}

TEST(BranchLog, DamagedHeadIsCorruptionThatNamesTheObject) {
  Log log(5);
  const std::string object = record_object("main", 5);
  const std::string bytes(log.store.read(object)->view());
  for (size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    overwrite(log.store, object, damaged);
    const auto head = log.log(log.store).find_head(5);
    ASSERT_FALSE(head.ok()) << at;
    EXPECT_EQ(head.error().code(), ErrorCode::kCorruption);
    EXPECT_NE(head.error().message().find(object), std::string::npos) << head.error().message();
  }
  overwrite(log.store, object, bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(log.log(log.store).find_head(5).error().code(), ErrorCode::kCorruption);
  overwrite(log.store, object, "");
  EXPECT_EQ(log.log(log.store).find_head(5).error().code(), ErrorCode::kCorruption);
}

TEST(BranchLog, RecordOfAnotherPlaceIsCorruption) {
  Log log(5);
  const std::string fourth(log.store.read(record_object("main", 4))->view());
  overwrite(log.store, record_object("main", 5), fourth);
  const auto moved = log.log(log.store).read(5);
  ASSERT_FALSE(moved.ok());
  EXPECT_EQ(moved.error().code(), ErrorCode::kCorruption);
  const BranchLog foreign(log.store, "main", "01KA0000000000000000000000");
  EXPECT_EQ(foreign.read(4).error().code(), ErrorCode::kCorruption);
}

// A record that was exchanged for another valid one: what came after it names another hash.
TEST(BranchLog, BrokenChainIsNoticedByReadersThatPassIt) {
  Log log(6);
  const SnapshotPtr third =
      *log.graph.graph().at_commit((*log.graph.graph().commits(10))[3].entry.graph_commit_id);
  ASSERT_EQ(third->record().seq, 3U);
  CommitRecord changed = *log.log(log.store).read(4)->record;
  changed.commits[0].message = "not what was written";
  overwrite(log.store, record_object("main", 4), to_json(changed));

  const auto newer = log.log(log.store).newer_than(third->log_record());
  ASSERT_FALSE(newer.ok());
  EXPECT_EQ(newer.error().code(), ErrorCode::kCorruption);
  EXPECT_NE(newer.error().message().find(record_object("main", 5)), std::string::npos)
      << newer.error().message();
}

// A handle that slept through a thousand commits wakes up at the price of a logarithm.
TEST(BranchLog, HandleFarBehindDoesNotReadEveryRecord) {
  io::MemoryStore store;
  io::MeteredStore metered(store);
  TestGraph writer(store, 1);
  ASSERT_TRUE(writer.init().ok());
  TestGraph sleeper(metered, 2);
  ASSERT_TRUE(sleeper.open().ok());
  grow_log(writer, 1000);
  metered.reset();
  EXPECT_EQ(sleeper.head()->record().seq, 1000U);
  EXPECT_LE(metered.snapshot().requests(), 30U);
}

}  // namespace
}  // namespace omnigraph::graph
