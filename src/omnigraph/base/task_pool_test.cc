#include "omnigraph/base/task_pool.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

namespace omnigraph {
namespace {

TEST(TaskPool, WithoutThreadsRunsEachTaskAtOnce) {
  TaskPool pool(0);
  std::vector<int> ran;
  pool.submit(TaskPool::Rank::kNormal, [&] { ran.push_back(1); });
  pool.submit(TaskPool::Rank::kUrgent, [&] { ran.push_back(2); });
  EXPECT_EQ(ran, (std::vector<int>{1, 2}));
  EXPECT_FALSE(pool.run_urgent());
}

TEST(TaskPool, RunsEverythingBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    TaskPool pool(3);
    for (int i = 0; i < 1000; ++i) {
      pool.submit(i % 2 == 0 ? TaskPool::Rank::kNormal : TaskPool::Rank::kUrgent, [&] { ++ran; });
    }
  }
  EXPECT_EQ(ran, 1000);
}

// One thread is held; what is submitted meanwhile starts by rank, then in order.
TEST(TaskPool, UrgentTasksGoFirst) {
  std::mutex gate;
  std::vector<int> ran;
  gate.lock();
  {
    TaskPool pool(1);
    std::atomic<bool> held = false;
    pool.submit(TaskPool::Rank::kNormal, [&] {
      held = true;
      const std::lock_guard wait(gate);
    });
    while (!held) {
      std::this_thread::yield();
    }
    pool.submit(TaskPool::Rank::kNormal, [&] { ran.push_back(3); });
    pool.submit(TaskPool::Rank::kUrgent, [&] { ran.push_back(1); });
    pool.submit(TaskPool::Rank::kUrgent, [&] { ran.push_back(2); });
    gate.unlock();
  }
  EXPECT_EQ(ran, (std::vector<int>{1, 2, 3}));
}

TEST(TaskPool, AWaitingTaskHelps) {
  TaskPool pool(1);
  std::atomic<int> ran = 0;
  std::atomic<bool> done = false;
  pool.submit(TaskPool::Rank::kNormal, [&] {
    for (int i = 0; i < 10; ++i) {
      pool.submit(TaskPool::Rank::kUrgent, [&] { ++ran; });
    }
    while (pool.run_urgent()) {
    }
    done = ran == 10;
  });
  while (!done) {
    std::this_thread::yield();
  }
}

TEST(RunAll, RunsEachTaskOnceAndNotTooManyAtATime) {
  for (const size_t threads : {0U, 1U, 4U}) {
    for (const size_t most : {1U, 2U, 100U}) {
      TaskPool pool(threads);
      std::vector<std::atomic<int>> ran(50);
      std::atomic<size_t> at_once = 0;
      std::atomic<size_t> peak = 0;
      std::vector<std::function<void()>> tasks;
      for (auto& count : ran) {
        tasks.emplace_back([&] {
          const size_t now = ++at_once;
          size_t seen = peak;
          while (seen < now && !peak.compare_exchange_weak(seen, now)) {
          }
          std::this_thread::yield();
          ++count;
          --at_once;
        });
      }
      run_all(threads == 0 ? nullptr : &pool, most, tasks);
      for (const auto& count : ran) {
        EXPECT_EQ(count, 1);
      }
      EXPECT_LE(peak, most);
    }
  }
}

}  // namespace
}  // namespace omnigraph
