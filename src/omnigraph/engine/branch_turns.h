// BranchTurns: the turn queues of all branches (turn_queue.h). Writers of one branch take turns;
// writers of different branches do not wait for one another.
//
// Thread-safe. Memory: a queue per branch that is being written to, and of those that were, at most
// kIdleQueues.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "omnigraph/engine/turn_queue.h"

namespace omnigraph::engine {

template <typename Turn>
class BranchTurns {
 public:
  // The queue of a branch; hold it for as long as it is used.
  std::shared_ptr<TurnQueue<Turn>> of(const std::string& branch) {
    const std::lock_guard lock(mutex_);
    if (queues_.size() > kIdleQueues && !queues_.contains(branch)) {
      for (auto at = queues_.begin(); at != queues_.end();) {
        at = at->second.use_count() == 1 ? queues_.erase(at) : std::next(at);
      }
    }
    std::shared_ptr<TurnQueue<Turn>>& queue = queues_[branch];
    if (queue == nullptr) {
      queue = std::make_shared<TurnQueue<Turn>>();
    }
    return queue;
  }

 private:
  static constexpr size_t kIdleQueues = 256;

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<TurnQueue<Turn>>> queues_;  // guarded by mutex_
};

}  // namespace omnigraph::engine
