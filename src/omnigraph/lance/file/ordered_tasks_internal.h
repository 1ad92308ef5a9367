// OrderedTasks: work in two steps, of which the first may run on any thread of a pool and in any
// order, and the second runs for one task at a time, in the order in which the tasks were added.
//
//   add(1) add(2) add(3)      prepare:  2 ─ 1 ─ 3  (side by side)
//                             commit:   1, 2, 3    (one at a time)
//
// Invariants: commit(n) runs after prepare(n) and commit(n - 1); after the first error in that
// order no commit runs; at most kTasksPerThread · threads tasks are under way. add() and finish()
// belong to one thread at a time; it helps the pool while it has to wait. Without a pool both steps
// run inside add().
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"

namespace omnigraph::lance {

class OrderedTasks {
 public:
  using Step = std::function<Status()>;

  // `pool` may be null and outlives this.
  explicit OrderedTasks(TaskPool* pool) : pool_(pool) {}
  // Waits for the tasks under way; their commits may be left out.
  ~OrderedTasks();
  OrderedTasks(const OrderedTasks&) = delete;
  OrderedTasks& operator=(const OrderedTasks&) = delete;

  // Errors: the first one of any task so far.
  Status add(Step prepare, Step commit);
  // Waits until all tasks are committed.
  Status finish();

 private:
  struct Task {
    Step prepare;
    Step commit;
    Status prepared;
    bool ready = false;
  };
  void run(const std::shared_ptr<Task>& task);
  void commit_ready(std::unique_lock<std::mutex>& lock);
  // Helps until at most `most` tasks are under way.
  void wait_for(size_t most);

  TaskPool* pool_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Task>> tasks_;  // not yet committed, in order
  size_t running_ = 0;                       // handed to the pool and not returned
  bool committing_ = false;
  bool dropped_ = false;
  Status status_;
};

}  // namespace omnigraph::lance
