// Groups of writers: several mutations, one record, a commit each.
#include "omnigraph/engine/change_group.h"

#include <atomic>
#include <barrier>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine {
namespace {

using testing::change;
using testing::kCountPeople;
using testing::open_engine;
using testing::people_engine;
using testing::read;

// Runs mutations as one group on a graph of its own, without threads.
class ChangeGroup : public ::testing::Test {
 protected:
  ChangeGroup() {
    const auto engine = people_engine(store, 10);
    cache = std::make_unique<graph::ReadCache>(size_t{64} << 20);
    topologies = std::make_unique<exec::TopologyCache>(*cache);
    reads = std::make_unique<RecentReads>(*cache, *topologies);
    ids = std::make_unique<UlidGenerator>(system_clock(), system_random());
    open();
  }
  void open() {
    graph::GraphEnvironment environment{store, system_clock(), system_random(), *ids, *cache};
    environment.pause = [](int64_t) {};
    environment.small_commit_bytes = small_commit_bytes;
    graph = *graph::Graph::open(environment);
  }

  static ChangeRequest request(const std::string& statements) {
    ChangeRequest request;
    request.query_source = "query q() {\n" + statements + "\n}";
    return request;
  }
  // The answers to `requests`, run as one group.
  std::vector<Result<ChangeAnswer>> run(const std::vector<ChangeRequest>& requests) {
    std::deque<ChangeTurn> turns;
    std::vector<ChangeTurn*> pointers;
    for (const ChangeRequest& one : requests) {
      turns.emplace_back(ChangeTurn{one, cancel, one.conditions.conflict_retries, std::nullopt});
      pointers.push_back(&turns.back());
    }
    run_changes({*graph, *cache, *reads, {*ids, {}, topologies.get()}, {}, 1'000'000}, pointers);
    std::vector<Result<ChangeAnswer>> answers;
    for (ChangeTurn& turn : turns) {
      answers.push_back(*std::move(turn.answer));
    }
    return answers;
  }
  std::vector<Result<ChangeAnswer>> run(const std::vector<std::string>& statements) {
    std::vector<ChangeRequest> requests;
    for (const std::string& text : statements) {
      requests.push_back(request(text));
    }
    return run(requests);
  }
  // What a newly opened engine reads in the state of a commit.
  std::string read_at(const std::string& commit_id, const std::string& body) {
    Target target;
    target.snapshot = commit_id;
    return read(*open_engine(store), body, target);
  }

  io::MemoryStore memory;
  graph::testing::HookStore store{memory};
  std::unique_ptr<graph::ReadCache> cache;
  std::unique_ptr<exec::TopologyCache> topologies;
  std::unique_ptr<RecentReads> reads;
  std::unique_ptr<UlidGenerator> ids;
  std::unique_ptr<graph::Graph> graph;
  size_t small_commit_bytes = graph::kSmallCommitBytes;
  CancelToken cancel;
};

const char* const kAges =
    "match { $p: Person } return { $p.name as name, $p.age as age } order { $p.name asc } limit 3";

TEST_F(ChangeGroup, IsOneRecordWithACommitEach) {
  const uint64_t seq = (*graph->head())->record().seq;
  const auto answers = run(std::vector<std::string>{
      R"(update Person set { age: 100 } where name = "p0")",
      R"(insert Company { name: "Initech" })",
      R"(update Person set { age: 101 } where name = "p1")",
  });
  for (size_t i = 0; i < answers.size(); ++i) {
    ASSERT_TRUE(answers[i].ok()) << answers[i].error().message();
    EXPECT_EQ(answers[i]->manifest_version, 3U + i);
    ASSERT_EQ(answers[i]->tables.size(), 1U);
  }
  EXPECT_EQ(answers[0]->tables[0], (TableVersion{"node:Person", 3}));
  EXPECT_EQ(answers[1]->tables[0], (TableVersion{"node:Company", 3}));
  EXPECT_EQ(answers[2]->tables[0], (TableVersion{"node:Person", 4}));
  const auto head = open_engine(store)->commits("main", 10);
  ASSERT_EQ(head->size(), 5U);
  EXPECT_EQ((*head)[0].seq, seq + 1);
  EXPECT_EQ((*head)[2].seq, seq + 1);
  EXPECT_EQ((*head)[0].entry.parent_commit_id, answers[1]->commit_id);
}

TEST_F(ChangeGroup, EachTurnSeesTheOnesBefore) {
  const auto answers = run(std::vector<std::string>{
      R"(insert Person { name: "Zoe", age: 1 })",
      R"(insert Knows { from: "Zoe", to: "p0" })",
      R"(update Person set { age: 2 } where age = 1 and name = "Zoe")",
      R"(delete Person where name = "Zoe")",
      R"(insert Knows { from: "Zoe", to: "p0" })",
  });
  EXPECT_TRUE(answers[0].ok() && answers[1].ok());
  EXPECT_EQ(answers[2]->affected_nodes, 1U);
  EXPECT_EQ(answers[3]->affected_nodes, 1U);
  EXPECT_EQ(answers[3]->affected_edges, 1U);
  EXPECT_EQ(answers[4].error().code(), ErrorCode::kInvalidArgument);  // its end is gone
}

// Time travel to every commit of a group: rows that a later turn replaced or took are there, rows
// that it wrote are not.
TEST_F(ChangeGroup, EveryCommitHasItsOwnState) {
  for (const size_t small : {graph::kSmallCommitBytes, size_t{0}}) {
    small_commit_bytes = small;
    open();
    const auto answers = run(std::vector<std::string>{
        R"(update Person set { age: 10 } where name = "p0")",
        R"(update Person set { age: 11 } where name = "p0")",
        R"(insert Person { name: "a", age: 5 } update Person set { age: 12 } where name = "p1")",
        R"(delete Person where name = "a" update Person set { age: 13 } where name = "p0")",
        R"(update Person set { age: 14 } where name = "p0")",
    });
    const std::vector<std::string> expected = {
        "{\"name\":\"p0\",\"age\":10}\n{\"name\":\"p1\",\"age\":1}\n{\"name\":\"p2\",\"age\":2}\n",
        "{\"name\":\"p0\",\"age\":11}\n{\"name\":\"p1\",\"age\":1}\n{\"name\":\"p2\",\"age\":2}\n",
        "{\"name\":\"a\",\"age\":5}\n{\"name\":\"p0\",\"age\":11}\n{\"name\":\"p1\",\"age\":12}\n",
        "{\"name\":\"p0\",\"age\":13}\n{\"name\":\"p1\",\"age\":12}\n{\"name\":\"p2\",\"age\":2}\n",
        "{\"name\":\"p0\",\"age\":14}\n{\"name\":\"p1\",\"age\":12}\n{\"name\":\"p2\",\"age\":2}\n",
    };
    for (size_t i = 0; i < answers.size(); ++i) {
      ASSERT_TRUE(answers[i].ok()) << answers[i].error().message();
      EXPECT_EQ(read_at(*answers[i]->commit_id, kAges), expected[i]) << i;
    }
    EXPECT_EQ(read(*open_engine(store), kAges), expected.back());
    // The rows of the group lie in one clean fragment.
    const auto head = *graph->head();
    const auto manifest = *head->manifest(*head->catalog()->find_table("node:Person"));
    EXPECT_FALSE(manifest->fragments.back().deletion_file);
    ASSERT_TRUE(
        run(std::vector<std::string>{R"(update Person set { age: 0 } where name = "p0")",
                                     R"(update Person set { age: 1 } where name = "p1")"})[1]
            .ok());
  }
}

// Files that only the record of the state before the group held: states in between still name them,
// the state after it does not.
TEST_F(ChangeGroup, StatesInBetweenKeepTheFilesOfTheStateBefore) {
  const auto one = [&](const std::string& statements) {
    const auto answers = run(std::vector<std::string>{statements});
    EXPECT_TRUE(answers[0].ok()) << answers[0].error().message();
  };
  small_commit_bytes = 0;
  open();
  one(R"(update Person set { age: 0 } where name = "p0")");
  small_commit_bytes = graph::kSmallCommitBytes;
  open();
  one(R"(insert Company { name: "Initech" })");
  one(R"(delete Person where name = "p9")");
  const auto answers = run(std::vector<std::string>{
      R"(insert Person { name: "new" })",
      R"(insert Company { name: "Hooli" })",
      R"(delete Person where name = "p8")",
  });
  ASSERT_TRUE(answers[0].ok() && answers[1].ok() && answers[2].ok());
  const std::string companies = "match { $c: Company } return { count($c) as n }";
  const std::string expected[][2] = {{"{\"n\":10}\n", "{\"n\":3}\n"},
                                     {"{\"n\":10}\n", "{\"n\":4}\n"},
                                     {"{\"n\":9}\n", "{\"n\":4}\n"}};
  for (size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(read_at(*answers[i]->commit_id, kCountPeople), expected[i][0]) << i;
    EXPECT_EQ(read_at(*answers[i]->commit_id, companies), expected[i][1]) << i;
  }
}

TEST_F(ChangeGroup, AFailedTurnHarmsNobody) {
  const auto answers = run(std::vector<std::string>{
      R"(update Person set { age: 1 } where name = "p0")",
      R"(insert Person { name: "half" } insert Knows { from: "p0", to: "nobody" })",
      R"(insert Person { name: "whole" })",
      R"(nonsense)",
      R"(update Person set { age: 2 } where name = "nobody")",
  });
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_EQ(answers[3].error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(answers[4].ok());
  EXPECT_FALSE(answers[4]->commit_id);
  EXPECT_EQ(read(*open_engine(store), kCountPeople), "{\"n\":11}\n");
}

TEST_F(ChangeGroup, ForeignCommitsRefuseOnlyTheTurnsInTheirWay) {
  const auto rival = open_engine(memory);
  ASSERT_TRUE(graph->head().ok());
  ASSERT_TRUE(change(*rival, R"(update Person set { age: 50 } where name = "p0")").ok());
  ChangeRequest patient = request(R"(update Person set { age: 51 } where name = "p1")");
  patient.conditions.conflict_retries = 1;
  const auto answers = run(std::vector<ChangeRequest>{
      request(R"(update Person set { age: 52 } where name = "p0")"),
      request(R"(insert Company { name: "Initech" })"),
      request(R"(insert Person { name: "new" })"),
      patient,
  });
  ASSERT_FALSE(answers[0].ok());
  EXPECT_EQ(answers[0].error().code(), ErrorCode::kConflict);
  const auto* detail = std::get_if<ConflictDetail>(&answers[0].error().detail());
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->table_key, "node:Person");
  EXPECT_EQ(detail->expected, 2U);
  EXPECT_EQ(detail->actual, 3U);
  EXPECT_TRUE(answers[1].ok());
  // It came after one that was refused, on whose rows it was executed: it gets a second chance.
  EXPECT_TRUE(answers[2].ok());
  EXPECT_TRUE(answers[3].ok());
  EXPECT_EQ(read(*open_engine(store), kAges),
            "{\"name\":\"new\",\"age\":null}\n{\"name\":\"p0\",\"age\":50}\n"
            "{\"name\":\"p1\",\"age\":51}\n");
}

// What a turn was refused for, or had nothing to do for, was done by one before it that in the end
// was not committed.
TEST_F(ChangeGroup, NobodyIsAnsweredFromAStateThatNeverWas) {
  const auto rival = open_engine(memory);
  ASSERT_TRUE(graph->head().ok());
  ASSERT_TRUE(change(*rival, R"(update Person set { age: 50 } where name = "p9")").ok());
  const auto answers = run(std::vector<std::string>{
      R"(delete Person where name = "p2")",
      R"(insert Knows { from: "p2", to: "p3" })",
      R"(update Person set { age: 60 } where name = "p2")",
  });
  EXPECT_EQ(answers[0].error().code(), ErrorCode::kConflict);
  EXPECT_TRUE(answers[1].ok()) << answers[1].error().message();
  ASSERT_TRUE(answers[2].ok()) << answers[2].error().message();
  EXPECT_EQ(answers[2]->affected_nodes, 1U);
}

TEST_F(ChangeGroup, DisjointForeignCommitsCostNothingButAnotherPut) {
  const auto rival = open_engine(memory);
  ASSERT_TRUE(graph->head().ok());
  ASSERT_TRUE(change(*rival, R"(insert Company { name: "Initech" })").ok());
  const auto answers = run(std::vector<std::string>{
      R"(update Person set { age: 52 } where name = "p0")", R"(insert Person { name: "new" })"});
  ASSERT_TRUE(answers[0].ok() && answers[1].ok());
  EXPECT_EQ(answers[1]->manifest_version, 5U);
  EXPECT_EQ(read(*open_engine(store), "match { $c: Company } return { count($c) as n }"),
            "{\"n\":3}\n");
}

TEST_F(ChangeGroup, ConditionsAreCheckedAgainstTheStateOfTheTurn) {
  const std::string head = (*graph->head())->commit_id();
  ChangeRequest first = request(R"(update Person set { age: 1 } where name = "p0")");
  first.conditions.if_commit = head;
  first.conditions.expected_table_versions = {{"node:Person", 2}};
  ChangeRequest second = request(R"(update Person set { age: 2 } where name = "p0")");
  second.conditions.expected_table_versions = {{"node:Person", 2}};
  ChangeRequest third = request(R"(insert Company { name: "Initech" })");
  third.conditions.if_commit = head;
  ChangeRequest unknown = request(R"(insert Company { name: "Initech" })");
  unknown.conditions.expected_table_versions = {{"node:Nobody", 2}};
  const auto answers = run(std::vector<ChangeRequest>{first, second, third, unknown});
  EXPECT_TRUE(answers[0].ok());
  const auto* detail = std::get_if<ConflictDetail>(&answers[1].error().detail());
  ASSERT_NE(detail, nullptr);
  EXPECT_EQ(detail->expected, 2U);
  EXPECT_EQ(detail->actual, 3U);
  EXPECT_EQ(answers[2].error().code(), ErrorCode::kConflict);
  EXPECT_EQ(answers[3].error().code(), ErrorCode::kInvalidArgument);
}

TEST_F(ChangeGroup, ARepeatedRequestGetsTheFirstReceipt) {
  ChangeRequest keyed = request(R"(insert Person { name: "once", age: 1 })");
  keyed.conditions.idempotency_key = "k-1";
  const auto first = run(std::vector<ChangeRequest>{keyed});
  ASSERT_TRUE(first[0].ok()) << first[0].error().message();
  for (int i = 0; i < 100; ++i) {  // out of the record, into the lineage
    ASSERT_TRUE(
        run(std::vector<std::string>{R"(update Person set { age: 3 } where name = "p3")"})[0].ok());
  }
  const auto again = run(std::vector<ChangeRequest>{keyed});
  ASSERT_TRUE(again[0].ok()) << again[0].error().message();
  EXPECT_TRUE(again[0]->repeated);
  EXPECT_FALSE(first[0]->repeated);
  EXPECT_EQ(again[0]->commit_id, first[0]->commit_id);
  EXPECT_EQ(again[0]->manifest_version, first[0]->manifest_version);
  EXPECT_EQ(again[0]->affected_nodes, 1U);
  EXPECT_EQ(again[0]->tables, first[0]->tables);
  ChangeRequest other = request(R"(insert Person { name: "twice" })");
  other.conditions.idempotency_key = "k-1";
  EXPECT_EQ(run(std::vector<ChangeRequest>{other})[0].error().code(), ErrorCode::kConflict);
}

// A client that was too impatient asks again while its first request waits in the same group.
TEST_F(ChangeGroup, TheSameRequestTwiceInAGroupIsExecutedOnce) {
  ChangeRequest keyed = request(R"(insert Person { name: "once", age: 1 })");
  keyed.conditions.idempotency_key = "k-1";
  ChangeRequest other = request(R"(insert Person { name: "twice" })");
  other.conditions.idempotency_key = "k-1";
  const auto answers = run(std::vector<ChangeRequest>{keyed, keyed, other});
  ASSERT_TRUE(answers[0].ok() && answers[1].ok());
  EXPECT_FALSE(answers[0]->repeated);
  EXPECT_TRUE(answers[1]->repeated);
  EXPECT_EQ(answers[1]->commit_id, answers[0]->commit_id);
  EXPECT_EQ(answers[2].error().code(), ErrorCode::kConflict);
  EXPECT_EQ(read(*open_engine(store), kCountPeople), "{\"n\":11}\n");
}

// What one turn writes and the next takes out again exists only for the state in between.
TEST_F(ChangeGroup, MuchThatOnlyAStateInBetweenNeedsIsStored) {
  SeededRandom random(3);
  std::string inserts;
  for (int i = 0; i < 4000; ++i) {
    std::string name = "x";
    while (name.size() < 300) {
      name += static_cast<char>('a' + random.below(26));
    }
    inserts += "insert Person { name: \"" + name + "\", age: 1000 }\n";
  }
  const auto answers = run(std::vector<std::string>{
      inserts, "delete Person where age = 1000", R"(insert Person { name: "last" })"});
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.error().message();
  }
  EXPECT_EQ(read_at(*answers[0]->commit_id, kCountPeople), "{\"n\":4010}\n");
  EXPECT_EQ(read_at(*answers[1]->commit_id, kCountPeople), "{\"n\":10}\n");
  EXPECT_EQ(read(*open_engine(store), kCountPeople), "{\"n\":11}\n");
}

// A record has no room for one turn's message: the others are none the worse for it.
TEST_F(ChangeGroup, ATurnThatFitsNoRecordHarmsNobody) {
  ChangeRequest wordy = request(R"(insert Person { name: "wordy" })");
  wordy.message = std::string(2 << 20, 'm');
  const auto answers = run(std::vector<ChangeRequest>{
      request(R"(insert Person { name: "a" })"), wordy, request(R"(insert Person { name: "b" })")});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].error().code(), ErrorCode::kResourceExhausted);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_EQ(read(*open_engine(store), kCountPeople), "{\"n\":12}\n");
}

// Answers without a commit came from the group's states: on another process's state they are made
// anew.
TEST_F(ChangeGroup, ATurnWithoutACommitIsAnsweredFromAStateThatWas) {
  const auto rival = open_engine(memory);
  ASSERT_TRUE(graph->head().ok());
  ASSERT_TRUE(change(*rival, R"(insert Person { name: "theirs", age: 77 })").ok());
  const auto answers = run(std::vector<std::string>{
      R"(insert Company { name: "Initech" })", R"(update Person set { age: 78 } where age = 77)"});
  ASSERT_TRUE(answers[0].ok() && answers[1].ok());
  EXPECT_EQ(answers[1]->affected_nodes, 1U);
  EXPECT_TRUE(answers[1]->commit_id);
}

// The same request reaches two processes: the one that loses the race finds the other's commit.
TEST_F(ChangeGroup, ARequestThatAnotherProcessCommittedMeanwhileIsNotExecutedTwice) {
  ChangeRequest keyed = request(R"(insert Company { name: "once" })");
  keyed.conditions.idempotency_key = "k-1";
  const auto rival = open_engine(memory);
  ASSERT_TRUE(graph->head().ok());
  const auto theirs = rival->change(keyed, cancel);
  ASSERT_TRUE(theirs.ok());
  const auto ours = run(std::vector<ChangeRequest>{keyed});
  ASSERT_TRUE(ours[0].ok()) << ours[0].error().message();
  EXPECT_TRUE(ours[0]->repeated);
  EXPECT_EQ(ours[0]->commit_id, theirs->commit_id);
}

TEST_F(ChangeGroup, CancelledAndLateTurnsLeaveNoTrace) {
  CancelToken cancelled;
  cancelled.cancel();
  CancelToken late(system_clock(), system_clock().boot_us() - 1);
  const ChangeRequest insert = request(R"(insert Person { name: "no" })");
  ChangeTurn one{insert, cancelled, 0, std::nullopt};
  ChangeTurn two{insert, late, 0, std::nullopt};
  std::vector<ChangeTurn*> turns = {&one, &two};
  const std::string before = graph::testing::fingerprint(memory);
  run_changes({*graph, *cache, *reads, {*ids, {}, topologies.get()}, {}, 1'000'000}, turns);
  EXPECT_EQ(one.answer->error().code(), ErrorCode::kCancelled);
  EXPECT_EQ(two.answer->error().code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(graph::testing::fingerprint(memory), before);
}

// Many small commits leave few fragments, and the sum of them is what was written.
TEST_F(ChangeGroup, ManySmallCommitsLeaveFewFragments) {
  small_commit_bytes = 8 << 10;
  open();
  for (int i = 0; i < 600; ++i) {
    const auto done = run(
        std::vector<std::string>{"insert Person { name: \"n" + std::to_string(i) + "\", age: 1 }"});
    ASSERT_TRUE(done[0].ok()) << done[0].error().message();
  }
  const auto head = *graph->head();
  const auto manifest = *head->manifest(*head->catalog()->find_table("node:Person"));
  EXPECT_LE(manifest->fragments.size(), 20U);
  EXPECT_EQ(manifest->live_rows(), 610U);
  EXPECT_EQ(read(*open_engine(store), kCountPeople), "{\"n\":610}\n");
}

// Threads: as many commits as there were writers that were told so, each row once.
TEST(ChangeGroupThreads, ManyWritersShareRecords) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 2);
  constexpr int kWriters = 8;
  constexpr int kEach = 25;
  std::barrier start(kWriters);
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      start.arrive_and_wait();
      for (int i = 0; i < kEach; ++i) {
        const auto done = change(*engine,
                                 "insert Person { name: \"w" + std::to_string(w) + "-" +
                                     std::to_string(i) + "\", age: " + std::to_string(i) + " }");
        failures += done.ok() ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(failures, 0);
  const auto commits = *open_engine(store)->commits("main", 1000);
  EXPECT_EQ(commits.size(), 2U + kWriters * kEach);
  EXPECT_EQ(read(*open_engine(store), kCountPeople), "{\"n\":202}\n");
  EXPECT_LE(commits.front().seq, commits.size());
}

}  // namespace
}  // namespace omnigraph::engine
