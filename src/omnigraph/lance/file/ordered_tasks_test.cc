#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/lance/file/ordered_tasks_internal.h"

namespace omnigraph::lance {
namespace {

Error broken() {
  return Error(ErrorCode::kUnavailable, "broken");
}

TEST(OrderedTasks, CommitInOrderWithAnyNumberOfThreads) {
  for (const size_t threads : {0U, 1U, 4U}) {
    TaskPool pool(threads);
    OrderedTasks tasks(&pool);
    std::vector<int> committed;
    for (int i = 0; i < 500; ++i) {
      ASSERT_TRUE(tasks
                      .add(
                          [i] {
                            if (i % 7 == 0) {
                              std::this_thread::yield();
                            }
                            return Status();
                          },
                          [&committed, i] {
                            committed.push_back(i);
                            return Status();
                          })
                      .ok());
    }
    ASSERT_TRUE(tasks.finish().ok());
    ASSERT_EQ(committed.size(), 500U);
    for (int i = 0; i < 500; ++i) {
      EXPECT_EQ(committed[static_cast<size_t>(i)], i);
    }
  }
}

TEST(OrderedTasks, TheFirstErrorInOrderStands) {
  for (const size_t threads : {0U, 2U}) {
    TaskPool pool(threads);
    OrderedTasks tasks(&pool);
    std::atomic<int> committed = 0;
    Status status;
    for (int i = 0; i < 100 && status.ok(); ++i) {
      status = tasks.add([i] { return i == 10 ? Status(broken()) : Status(); },
                         [&] {
                           ++committed;
                           return Status();
                         });
    }
    EXPECT_EQ(tasks.finish().error().message(), "broken");
    EXPECT_EQ(committed, 10);
  }
}

TEST(OrderedTasks, DroppedOnesAreWaitedFor) {
  TaskPool pool(2);
  std::atomic<int> prepared = 0;
  {
    OrderedTasks tasks(&pool);
    for (int i = 0; i < 8; ++i) {
      ASSERT_TRUE(tasks
                      .add(
                          [&] {
                            ++prepared;
                            return Status();
                          },
                          [] { return Status(); })
                      .ok());
    }
  }
  EXPECT_EQ(prepared, 8);
}

}  // namespace
}  // namespace omnigraph::lance
