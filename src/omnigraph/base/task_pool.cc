#include "omnigraph/base/task_pool.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace omnigraph {

TaskPool::TaskPool(size_t threads) {
  threads_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { work(); });
  }
}

TaskPool::~TaskPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void TaskPool::submit(Rank rank, std::function<void()> task) {
  if (threads_.empty()) {
    task();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    (rank == Rank::kUrgent ? urgent_ : normal_).push_back(std::move(task));
  }
  wake_.notify_one();
}

bool TaskPool::run_urgent() {
  std::function<void()> task;
  {
    const std::lock_guard lock(mutex_);
    if (urgent_.empty()) {
      return false;
    }
    task = std::move(urgent_.front());
    urgent_.pop_front();
  }
  task();
  return true;
}

void TaskPool::work() {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return ending_ || !urgent_.empty() || !normal_.empty(); });
      std::deque<std::function<void()>>& queue = urgent_.empty() ? normal_ : urgent_;
      if (queue.empty()) {
        return;  // ending, and nothing left
      }
      task = std::move(queue.front());
      queue.pop_front();
    }
    task();
  }
}

void run_all(TaskPool* pool, size_t most, const std::vector<std::function<void()>>& tasks) {
  std::atomic<size_t> next = 0;
  const auto take_turns = [&] {
    for (size_t i = next++; i < tasks.size(); i = next++) {
      tasks[i]();
    }
  };
  // The calling thread is one of those that the pool is meant to keep busy.
  const size_t threads = pool == nullptr ? 1 : std::max<size_t>(pool->thread_count(), 1);
  size_t helping = std::min({threads, std::max<size_t>(most, 1), tasks.size() + 1}) - 1;
  std::mutex mutex;
  std::condition_variable done;
  for (size_t i = helping; i != 0; --i) {
    pool->submit(TaskPool::Rank::kUrgent, [&] {
      take_turns();
      const std::lock_guard lock(mutex);
      --helping;
      done.notify_all();
    });
  }
  take_turns();
  std::unique_lock lock(mutex);
  while (helping != 0) {
    // Helpers that did not start yet have nothing left to do, but must have been here.
    lock.unlock();
    const bool helped = pool->run_urgent();
    lock.lock();
    if (!helped) {
      done.wait(lock, [&] { return helping == 0; });
    }
  }
}

}  // namespace omnigraph
