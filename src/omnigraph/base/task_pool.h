// TaskPool: a few threads that run tasks in two ranks. Urgent tasks go first: they finish what is
// begun already (and so free memory), the others begin something new. Within a rank tasks start in
// the order in which they were submitted.
//
// A pool of no threads runs each task inside submit(), so that code written for a pool also runs on
// one thread, in one fixed order.
//
// Thread-safe. Tasks must not throw. A task that waits for others of the pool helps instead: it
// calls run_urgent() until there is nothing left to run.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace omnigraph {

class TaskPool {
 public:
  enum class Rank : uint8_t { kUrgent, kNormal };

  explicit TaskPool(size_t threads);
  // Runs what was submitted, then ends the threads.
  ~TaskPool();
  TaskPool(const TaskPool&) = delete;
  TaskPool& operator=(const TaskPool&) = delete;

  size_t thread_count() const { return threads_.size(); }
  void submit(Rank rank, std::function<void()> task);
  // Runs one urgent task on the calling thread; false if none waits.
  bool run_urgent();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> urgent_;
  std::deque<std::function<void()>> normal_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

// Runs all tasks, at most `most` and at most as many as the pool has threads at a time, some of
// them on the calling thread, and waits for them. Null or no threads: one after another.
void run_all(TaskPool* pool, size_t most, const std::vector<std::function<void()>>& tasks);

}  // namespace omnigraph
