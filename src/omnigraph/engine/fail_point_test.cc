// Every fail point is passed by some write, and a write that fails at one leaves the old state or
// the new, through the same engine and through a new one; the next write succeeds.
#include "omnigraph/base/fail_point.h"

#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "omnigraph/engine/engine_test_support.h"
#include "omnigraph/io/memory/memory_store.h"

namespace omnigraph::engine::testing {
namespace {

// Counts what is passed; fails at one point, once; lets a rival in at another.
class Watcher final : public FailPointObserver {
 public:
  Watcher() { install_fail_point_observer(this); }
  ~Watcher() override { install_fail_point_observer(nullptr); }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  std::optional<FailPoint> fail_at;
  std::map<FailPoint, int> seen;

  Status passed(FailPoint point) override {
    ++seen[point];
    if (fail_at == point) {
      fail_at.reset();
      return Error(ErrorCode::kUnavailable, "stopped at " + std::string(fail_point_name(point)));
    }
    return {};
  }
};

constexpr const char* kChange = R"(
  insert Person { name: "Zoe", age: 1 }
  insert Knows { from: "Zoe", to: "p3" }
  delete Person where name = "p1"
)";

std::string state(io::ObjectStore& store) {
  const auto engine = open_engine(store);
  return read(*engine, kCountPeople) + read(*engine, kCountKnows) +
         read(*engine, R"(match { $p: Person { name: "Zoe" } } return { $p.age as age })");
}

// One write of each kind; the change first loses a race, so that it is rebased.
Status every_write(io::ObjectStore& store, Engine& engine) {
  OG_RETURN_IF_ERROR(change(*open_engine(store), R"(insert Company { name: "Rival" })"));
  OG_RETURN_IF_ERROR(change(engine, kChange));
  OG_RETURN_IF_ERROR(load(engine, R"({"type":"Company","data":{"name":"Loaded"}})"));
  OG_RETURN_IF_ERROR(engine.sync_mirror());
  return {};
}

TEST(FailPointTest, EachIsPassed) {
  io::MemoryStore store;
  const auto engine = people_engine(store, 5);
  Watcher watcher;
  const Status done = every_write(store, *engine);
  ASSERT_TRUE(done.ok()) << done.error().message();
  for (const FailPoint point : kAllFailPoints) {
    EXPECT_GT(watcher.seen[point], 0) << fail_point_name(point);
  }
}

TEST(FailPointTest, AChangeThatFailsAtOneIsThereOrNot) {
  io::MemoryStore old_store;
  people_engine(old_store, 5);
  const std::string old_state = state(old_store);
  ASSERT_TRUE(change(*open_engine(old_store), kChange).ok());
  const std::string new_state = state(old_store);
  for (const FailPoint point : kAllFailPoints) {
    SCOPED_TRACE(fail_point_name(point));
    io::MemoryStore store;
    const auto engine = people_engine(store, 5);
    Watcher watcher;
    watcher.fail_at = point;
    const auto changed = change(*engine, kChange);
    if (watcher.seen[point] == 0) {
      continue;  // not on the way of a change
    }
    ASSERT_FALSE(changed.ok());
    const bool durable = point == FailPoint::kPublishAcknowledged;
    EXPECT_EQ(state(store), durable ? new_state : old_state);
    // The same engine sees what is stored, and goes on.
    const auto next = change(*engine, R"(update Person set { age: 5 } where name = "p2")");
    ASSERT_TRUE(next.ok()) << next.error().message();
    EXPECT_EQ(read(*engine, kCountPeople), read(*open_engine(store), kCountPeople));
    EXPECT_EQ(state(store), durable ? new_state : old_state);
  }
}

TEST(FailPointTest, ALoadThatFailsAtOneIsThereOrNot) {
  for (const FailPoint point : kAllFailPoints) {
    SCOPED_TRACE(fail_point_name(point));
    io::MemoryStore store;
    const auto engine = people_engine(store, 5);
    const std::string old_state = state(store);
    Watcher watcher;
    watcher.fail_at = point;
    const Status loaded = load(*engine, people_lines(9));
    if (watcher.seen[point] == 0) {
      continue;
    }
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(state(store) == old_state, point != FailPoint::kPublishAcknowledged);
    const Status next = load(*engine, people_lines(7));
    ASSERT_TRUE(next.ok()) << next.error().message();
    EXPECT_EQ(read(*engine, kCountPeople), "{\"n\":7}\n");
  }
}

}  // namespace
}  // namespace omnigraph::engine::testing
