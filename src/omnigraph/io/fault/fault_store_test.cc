#include "omnigraph/io/fault/fault_store.h"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FaultStoreTest : public ::testing::Test {
 protected:
  Status create(const std::string& path) { return store_.create(path, as_bytes(path)); }
  ErrorCode create_code(const std::string& path) { return create(path).error().code(); }
  bool landed(const std::string& path) { return memory_.read(path).ok(); }
  std::vector<std::string> list() {
    std::vector<std::string> paths;
    const Result<std::vector<ObjectInfo>> found = store_.list("", "", 1000);
    for (const ObjectInfo& info : *found) {
      paths.push_back(info.path);
    }
    return paths;
  }

  MemoryStore memory_;
  FaultStore store_{memory_, 42};
};

TEST_F(FaultStoreTest, FailsTheNthCallBelowAPrefix) {
  store_.add({.fault = Fault::kFailBefore,
              .operation = Operation::kCreate,
              .prefix = "log/",
              .nth = 2,
              .times = 2});
  EXPECT_TRUE(create("log/1").ok());
  EXPECT_TRUE(create("data/1").ok());
  EXPECT_EQ(create_code("log/2"), ErrorCode::kUnavailable);
  EXPECT_FALSE(landed("log/2"));
  EXPECT_EQ(create_code("log/2"), ErrorCode::kUnavailable);
  EXPECT_TRUE(create("log/2").ok());
}

TEST_F(FaultStoreTest, ALostAnswerHidesAnyOutcome) {
  store_.add({.fault = Fault::kFailAfter, .prefix = "after"});
  store_.add({.fault = Fault::kUnknownWithoutEffect, .prefix = "never"});
  store_.add({.fault = Fault::kLandsLater, .prefix = "later"});
  EXPECT_EQ(create_code("after"), ErrorCode::kOutcomeUnknown);
  EXPECT_TRUE(landed("after"));
  EXPECT_EQ(create_code("never"), ErrorCode::kOutcomeUnknown);
  EXPECT_FALSE(landed("never"));
  EXPECT_EQ(create_code("later"), ErrorCode::kOutcomeUnknown);
  EXPECT_FALSE(landed("later"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(landed("later"));
    EXPECT_FALSE(store_.read("absent").ok());
  }
  EXPECT_TRUE(landed("later"));
  EXPECT_EQ(memory_.read("later")->view(), "later");
}

TEST_F(FaultStoreTest, ALateWriteLosesToWhoCameFirst) {
  store_.add({.fault = Fault::kLandsLater});
  EXPECT_EQ(create_code("a"), ErrorCode::kOutcomeUnknown);
  EXPECT_TRUE(store_.create("a", as_bytes("faster")).ok());
  store_.land_late_writes();
  EXPECT_EQ(memory_.read("a")->view(), "faster");
}

TEST_F(FaultStoreTest, SpoilsBytesSilently) {
  const std::string text(1000, 'x');
  ASSERT_TRUE(store_.create("a", as_bytes(text)).ok());
  store_.add({.fault = Fault::kShortRead, .operation = Operation::kRead});
  store_.add({.fault = Fault::kFlippedBit, .operation = Operation::kReadRange});
  const Result<Buffer> shortened = store_.read("a");
  ASSERT_TRUE(shortened.ok());
  EXPECT_LT(shortened->size(), text.size());
  const Result<Buffer> flipped = store_.read_range("a", {0, 1000});
  ASSERT_TRUE(flipped.ok());
  int wrong_bits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    wrong_bits += __builtin_popcount(static_cast<unsigned>(flipped->view()[i] ^ text[i]));
  }
  EXPECT_EQ(wrong_bits, 1);
  EXPECT_EQ(store_.read("a")->view(), text);  // what is stored is as it was
}

TEST_F(FaultStoreTest, AStaleListingLacksTheLatest) {
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(create(format("{}", i)).ok());
  }
  store_.add({.fault = Fault::kStaleListing});
  EXPECT_THAT(list(), ElementsAre("0", "1"));
  EXPECT_THAT(list(), ElementsAre("0", "1", "2", "3", "4", "5"));
}

TEST_F(FaultStoreTest, ACrashLastsUntilTheRestart) {
  ASSERT_TRUE(create("a").ok());
  std::unique_ptr<ObjectWriter> writer = *store_.create_writer("w");
  store_.stop_after(2);
  EXPECT_EQ(create_code("b"), ErrorCode::kOutcomeUnknown);
  EXPECT_TRUE(store_.crashed());
  EXPECT_TRUE(landed("b"));
  EXPECT_EQ(create_code("c"), ErrorCode::kUnavailable);
  EXPECT_EQ(store_.read("a").error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(store_.list("", "", 1).error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(store_.create_writer("x").error().code(), ErrorCode::kUnavailable);
  store_.restart();
  EXPECT_EQ(writer->append(as_bytes("x")).error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(writer->finish().error().code(), ErrorCode::kUnavailable);
  EXPECT_TRUE(create("c").ok());
  EXPECT_THAT(list(), ElementsAre("a", "b", "c"));
}

TEST_F(FaultStoreTest, ACrashSweepMeetsEveryStateInBetween) {
  // Goal: a workload of a batch of three and a create, stopped before and after each of its calls,
  // leaves each of the states a real crash could leave, and no other.
  std::set<std::vector<std::string>> states;
  for (uint64_t number = 1; number <= 5; ++number) {
    for (const bool before : {true, false}) {
      MemoryStore memory;
      FaultStore store(memory, number);
      before ? store.stop_before(number) : store.stop_after(number);
      const std::vector<NewObject> batch = {{"1", {}}, {"2", {}}, {"3", {}}};
      if (store.create_many(batch).ok()) {
        static_cast<void>(store.create("4", {}));
      }
      EXPECT_EQ(store.crashed(), number <= 4);
      store.restart();
      std::vector<std::string> paths;
      const std::vector<ObjectInfo> found = *store.list("", "", 10);
      for (const ObjectInfo& info : found) {
        paths.push_back(info.path);
      }
      states.insert(paths);
    }
  }
  EXPECT_THAT(states,
              ElementsAre(std::vector<std::string>{},
                          std::vector<std::string>{"1"},
                          std::vector<std::string>{"1", "2"},
                          std::vector<std::string>{"1", "2", "3"},
                          std::vector<std::string>{"1", "2", "3", "4"}));
}

TEST_F(FaultStoreTest, AWriterFailsAtItsEnd) {
  store_.add({.fault = Fault::kFailAfter, .operation = Operation::kCreate});
  store_.add({.fault = Fault::kLandsLater, .operation = Operation::kCreate, .nth = 2});
  const auto write = [&](const char* path) {
    std::unique_ptr<ObjectWriter> writer = *store_.create_writer(path);
    EXPECT_TRUE(writer->append(as_bytes("bytes")).ok());
    return writer->finish();
  };
  EXPECT_EQ(write("a").error().code(), ErrorCode::kOutcomeUnknown);
  EXPECT_TRUE(landed("a"));
  EXPECT_EQ(write("b").error().code(), ErrorCode::kOutcomeUnknown);
  EXPECT_FALSE(landed("b"));
  store_.land_late_writes();
  EXPECT_EQ(memory_.read("b")->view(), "bytes");
}

TEST_F(FaultStoreTest, CountsAndLogsWhatReachedTheStore) {
  store_.add({.fault = Fault::kFailBefore, .operation = Operation::kStat});
  ASSERT_TRUE(create("a").ok());
  EXPECT_FALSE(store_.stat("a").ok());
  EXPECT_FALSE(store_.read("a//b").ok());
  const std::vector<ReadRequest> requests = {{"a"}, {"a", ByteRange{0, 1}}};
  EXPECT_EQ(store_.read_many(requests).size(), 2U);
  std::vector<std::string> lines;
  for (const LoggedCall& call : store_.log()) {
    lines.push_back(format("{} {} {} {}",
                           call.number,
                           operation_name(call.operation),
                           call.path,
                           call.fault ? fault_name(*call.fault) : "ok"));
  }
  EXPECT_THAT(
      lines,
      ElementsAre("1 create a ok", "2 stat a fail_before", "3 read a ok", "4 read_range a ok"));
  EXPECT_EQ(store_.call_count(), 4U);
  store_.reset_log();
  EXPECT_THAT(store_.log(), IsEmpty());
}

TEST_F(FaultStoreTest, TheSameSeedGivesTheSameFaults) {
  const auto run = [](uint64_t seed) {
    MemoryStore memory;
    FaultStore store(memory, seed);
    store.set_rates({.fail_before = 0.1,
                     .fail_after = 0.1,
                     .unknown_without_effect = 0.1,
                     .lands_later = 0.1,
                     .short_read = 0.2,
                     .flipped_bit = 0.2,
                     .stale_listing = 0.5});
    for (int i = 0; i < 300; ++i) {
      static_cast<void>(store.create(format("{}", i), as_bytes("bytes")));
      static_cast<void>(store.read(format("{}", i / 2)));
      static_cast<void>(store.list("", "", 10));
    }
    std::string faults;
    for (const LoggedCall& call : store.log()) {
      faults += call.fault ? static_cast<char>('a' + static_cast<int>(*call.fault)) : '.';
    }
    return faults;
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
  EXPECT_THAT(run(1),
              ::testing::AllOf(::testing::HasSubstr("a"),
                               ::testing::HasSubstr("b"),
                               ::testing::HasSubstr("c"),
                               ::testing::HasSubstr("d"),
                               ::testing::HasSubstr("e"),
                               ::testing::HasSubstr("f"),
                               ::testing::HasSubstr("g")));
}

}  // namespace
}  // namespace omnigraph::io
