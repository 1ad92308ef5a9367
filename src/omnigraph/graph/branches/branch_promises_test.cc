// What creating, deleting and renaming branches promise when several do it at once, when answers
// get lost, and when a process stops anywhere: one winner, the old state or the new, never torn.
#include <utility>

#include <gtest/gtest.h>

#include "omnigraph/graph/branches/branches_test_support.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/testing/crash_sweep.h"
#include "omnigraph/graph/testing/hook_store.h"
#include "omnigraph/io/fault/fault_store.h"

namespace omnigraph::graph {
namespace {

using testing::branch_names;
using testing::findings_of;
using testing::fork;
using testing::HookStore;
using testing::people_at;
using testing::put_person;
using testing::tag;
using testing::TestGraph;

// One process goes through a store that lets a rival, on the store itself, step in.
class BranchPromises : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(rival.init().ok());
    ASSERT_TRUE(put_person(rival, "main", "Alice").ok());
    ASSERT_TRUE(one.open().ok());
  }
  void TearDown() override { EXPECT_EQ(findings_of(memory), ""); }

  // Runs `step` once, just before `one` creates the object.
  template <typename Step>
  void before(const std::string& object, Step step) {
    armed = true;
    store.before_create = [this, object, step](std::string_view path,
                                               ByteSpan) -> std::optional<Status> {
      if (path == object && std::exchange(armed, false)) {
        step();
      }
      return std::nullopt;
    };
  }
  // The answer to that create gets lost, after it was done or without.
  void lose_answer(const std::string& object, bool done) {
    armed = true;
    store.before_create = [this, object, done](std::string_view path,
                                               ByteSpan bytes) -> std::optional<Status> {
      if (path != object || !std::exchange(armed, false)) {
        return std::nullopt;
      }
      if (done) {
        EXPECT_TRUE(memory.create(path, bytes).ok());
      }
      return Status(Error(ErrorCode::kOutcomeUnknown, "the answer got lost"));
    };
  }

  bool armed = false;  // the hook acts once
  io::MemoryStore memory;
  HookStore store{memory};
  TestGraph rival{memory, 1};
  TestGraph one{store, 2};
};

TEST_F(BranchPromises, OfTwoCreatesOneWins) {
  before(record_object("b", 1), [&] { EXPECT_TRUE(fork(rival, "b").ok()); });
  EXPECT_EQ(fork(one, "b").error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(branch_names(one), "main b ");
  // The same for a name that was used before.
  ASSERT_TRUE(delete_branch(rival.graph(), "b").ok());
  before(record_object("b", 3), [&] { EXPECT_TRUE(fork(rival, "b").ok()); });
  EXPECT_EQ(fork(one, "b").error().code(), ErrorCode::kAlreadyExists);
}

TEST_F(BranchPromises, ACreateThatMeetsACreateAndADeleteGoesBehindThem) {
  before(record_object("b", 1), [&] {
    EXPECT_TRUE(fork(rival, "b").ok());
    EXPECT_TRUE(put_person(rival, "b", "Bob").ok());
    EXPECT_TRUE(delete_branch(rival.graph(), "b").ok());
  });
  ASSERT_TRUE(fork(one, "b").ok());
  EXPECT_EQ(people_at(rival, "b"), "Alice ");
  EXPECT_EQ((*rival.graph().head("b"))->record().seq, 4U);
}

TEST_F(BranchPromises, AWriterLosesToADelete) {
  ASSERT_TRUE(fork(rival, "b").ok());
  before(record_object("b", 2), [&] { EXPECT_TRUE(delete_branch(rival.graph(), "b").ok()); });
  const auto written = put_person(one, "b", "Bob");
  EXPECT_EQ(written.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(people_at(one, "b"), "branch 'b' not found");
}

TEST_F(BranchPromises, ADeleteGoesBehindWhatWasWrittenMeanwhile) {
  ASSERT_TRUE(fork(rival, "b").ok());
  before(record_object("b", 2), [&] { EXPECT_TRUE(put_person(rival, "b", "Bob").ok()); });
  ASSERT_TRUE(delete_branch(one.graph(), "b").ok());
  EXPECT_EQ(people_at(rival, "b"), "branch 'b' not found");
}

TEST_F(BranchPromises, ADeleteThatWantsACommitLosesToAnother) {
  const SnapshotPtr born = *fork(rival, "b");
  before(record_object("b", 2), [&] { EXPECT_TRUE(put_person(rival, "b", "Bob").ok()); });
  const Status refused = delete_branch(one.graph(), "b", {born->commit_id()});
  EXPECT_EQ(refused.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(people_at(one, "b"), "Alice Bob ");
  EXPECT_EQ(delete_branch(one.graph(), "b", {born->commit_id()}).error().code(),
            ErrorCode::kConflict);
}

TEST_F(BranchPromises, OfTwoDeletesOneWins) {
  ASSERT_TRUE(fork(rival, "b").ok());
  before(record_object("b", 2), [&] { EXPECT_TRUE(delete_branch(rival.graph(), "b").ok()); });
  EXPECT_EQ(delete_branch(one.graph(), "b").error().code(), ErrorCode::kNotFound);
}

TEST_F(BranchPromises, LostAnswersAreSettled) {
  for (const bool done : {false, true}) {
    const std::string name = done ? "done" : "not";
    lose_answer(record_object(name, 1), done);
    ASSERT_TRUE(fork(one, name).ok());
    lose_answer(record_object(name, 2), done);
    ASSERT_TRUE(put_person(one, name, "Bob").ok());
    EXPECT_EQ(people_at(rival, name), "Alice Bob ");
    lose_answer(record_object(name, 3), done);
    ASSERT_TRUE(delete_branch(one.graph(), name).ok());
    EXPECT_EQ(branch_names(rival), "main ");
    lose_answer(record_object("tag:" + name, 1), done);
    ASSERT_TRUE(tag(one, name).ok());
    EXPECT_EQ(people_at(rival, "tag:" + name), "Alice ");
  }
}

// The put was done by nobody, and a rival takes the name before the second try.
TEST_F(BranchPromises, ALostAnswerIsNotTakenForARivalsRecord) {
  armed = true;
  store.before_create = [&](std::string_view path, ByteSpan) -> std::optional<Status> {
    if (path != record_object("b", 1) || !std::exchange(armed, false)) {
      return std::nullopt;
    }
    EXPECT_TRUE(fork(rival, "b").ok());
    return Status(Error(ErrorCode::kOutcomeUnknown, "the answer got lost"));
  };
  EXPECT_EQ(fork(one, "b").error().code(), ErrorCode::kAlreadyExists);
}

TEST_F(BranchPromises, RenameTakesAlongWhatWasWrittenMeanwhile) {
  ASSERT_TRUE(fork(rival, "old").ok());
  before(record_object("old", 2), [&] { EXPECT_TRUE(put_person(rival, "old", "Bob").ok()); });
  ASSERT_TRUE(rename_branch(one.graph(), "old", "new").ok());
  EXPECT_EQ(branch_names(rival), "main new ");
  EXPECT_EQ(people_at(rival, "new"), "Alice Bob ");
}

TEST_F(BranchPromises, RenameOfWhatIsDeletedMeanwhileLeavesNothing) {
  ASSERT_TRUE(fork(rival, "old").ok());
  before(record_object("old", 2), [&] { EXPECT_TRUE(delete_branch(rival.graph(), "old").ok()); });
  EXPECT_EQ(rename_branch(one.graph(), "old", "new").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(branch_names(rival), "main ");
}

// ---- Stops -------------------------------------------------------------------------------------

// A process of its own on the store.
class Process {
 public:
  explicit Process(io::ObjectStore& store, uint64_t seed = 7) : graph_(store, seed) {}
  Result<TestGraph*> open() {
    OG_RETURN_IF_ERROR(graph_.open());
    return &graph_;
  }

 private:
  TestGraph graph_;
};

template <typename T>
Status outcome(const Result<T>& result) {
  return result.ok() ? Status() : Status(result.error());
}

Status prepare_sweep(io::ObjectStore& store) {
  TestGraph graph(store, 1);
  OG_RETURN_IF_ERROR(graph.init());
  OG_RETURN_IF_ERROR(put_person(graph, "main", "Alice"));
  OG_RETURN_IF_ERROR(fork(graph, "b"));
  OG_RETURN_IF_ERROR(put_person(graph, "b", "Bob"));
  return outcome(tag(graph, "t"));
}

// All names, and what they lead to.
Result<std::string> observe_sweep(io::ObjectStore& store) {
  Process process(store, 8);
  OG_ASSIGN_OR_RETURN(TestGraph * graph, process.open());
  std::string text;
  for (const bool tags : {false, true}) {
    OG_ASSIGN_OR_RETURN(const auto logs,
                        tags ? list_tags(graph->graph()) : list_branches(graph->graph()));
    for (const LogHead& log : logs) {
      text += log.log_name + ": " + people_at(*graph, log.log_name) + "\n";
    }
  }
  return text + findings_of(store);
}

Status next_sweep(io::ObjectStore& store) {
  Process process(store, 9);
  OG_ASSIGN_OR_RETURN(TestGraph * graph, process.open());
  OG_RETURN_IF_ERROR(fork(*graph, "next"));
  OG_RETURN_IF_ERROR(put_person(*graph, "next", "Zoe"));
  return outcome(put_person(*graph, "main", "Zoe"));
}

using Work = std::function<Status(TestGraph&)>;

std::string sweep(const Work& work) {
  return testing::crash_sweep({prepare_sweep,
                               [&](io::ObjectStore& store) -> Status {
                                 Process process(store);
                                 OG_ASSIGN_OR_RETURN(TestGraph * graph, process.open());
                                 return work(*graph);
                               },
                               observe_sweep,
                               next_sweep});
}

TEST(BranchCrash, StopsLeaveTheOldStateOrTheNew) {
  EXPECT_EQ(sweep([](TestGraph& graph) { return outcome(fork(graph, "c")); }), "");
  EXPECT_EQ(sweep([](TestGraph& graph) { return outcome(fork(graph, "c", "b")); }), "");
  EXPECT_EQ(sweep([](TestGraph& graph) { return outcome(fork(graph, "c", "b@2")); }), "");
  EXPECT_EQ(sweep([](TestGraph& graph) { return delete_branch(graph.graph(), "b"); }), "");
  EXPECT_EQ(sweep([](TestGraph& graph) { return outcome(tag(graph, "u", "b")); }), "");
  EXPECT_EQ(sweep([](TestGraph& graph) { return delete_tag(graph.graph(), "t"); }), "");
}

// A rename may leave both names, but never none, and never another state.
TEST(BranchCrash, ARenameNeverLosesTheBranch) {
  uint64_t both = 0;
  for (const bool before : {true, false}) {
    for (uint64_t number = 1;; ++number) {
      io::MemoryStore memory;
      ASSERT_TRUE(prepare_sweep(memory).ok());
      io::FaultStore store(memory, number);
      before ? store.stop_before(number) : store.stop_after(number);
      Process process(store);
      const auto graph = process.open();
      const Status renamed =
          graph.ok() ? outcome(rename_branch((*graph)->graph(), "b", "c")) : Status(graph.error());
      if (!store.crashed()) {
        ASSERT_TRUE(renamed.ok());
        break;
      }
      store.restart();
      const std::string found = *observe_sweep(store);
      const std::string old_line = "b: Alice Bob \n";
      const std::string new_line = "c: Alice Bob \n";
      const std::string others[] = {"main: Alice \n", "tag:t: Alice \n"};
      const bool kept = found == others[0] + old_line + others[1];
      const bool moved = found == others[0] + new_line + others[1];
      const bool twice = found == others[0] + old_line + new_line + others[1];
      EXPECT_TRUE(kept || moved || twice) << found;
      EXPECT_TRUE(!renamed.ok() || moved) << found;
      both += twice ? 1 : 0;
      EXPECT_TRUE(next_sweep(store).ok());
    }
  }
  EXPECT_GT(both, 0U) << "the test meets the stop in between";
}

}  // namespace
}  // namespace omnigraph::graph
