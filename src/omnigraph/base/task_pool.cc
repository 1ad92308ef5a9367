#include "omnigraph/base/task_pool.h"

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

}  // namespace omnigraph
