// TurnQueue: writers of one process and branch take turns. Whoever comes while others are at work
// waits; the first of those that wait then works off all of them as one group, so that they share
// one commit record.
//
//   thread 1  ──run──[group: 1      ]──done
//   thread 2  ──run──····waits·······[group: 2 3 4 ]──done
//   thread 3  ────run····waits·······················done
//   thread 4  ──────run··waits·······················done
//
// After a group of several, the next one waits for a moment until as many are there again: those
// that were just answered are about to come back, and a group costs about as much as a single turn.
//
// Thread-safe. Turns are worked off in the order they came; nobody waits for more than the group at
// work and its own.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace omnigraph::engine {

template <typename Turn>
class TurnQueue {
 public:
  using Work = std::function<void(std::span<Turn* const>)>;

  // Returns when `turn` has been worked off, by `work` in this thread or in another one that runs
  // the same queue. `work` must not throw.
  void run(Turn& turn, const Work& work) {
    Waiting self{&turn};
    std::unique_lock lock(mutex_);
    waiting_.push_back(&self);
    arrived_.notify_one();
    self.changed.wait(lock, [&] { return self.done || (!at_work_ && waiting_.front() == &self); });
    if (self.done) {
      return;
    }
    at_work_ = true;
    arrived_.wait_for(lock, kLinger, [&] { return waiting_.size() >= last_group_; });
    std::vector<Waiting*> group(
        waiting_.begin(),
        waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostTurns)));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(group.size()));
    last_group_ = group.size();
    lock.unlock();
    std::vector<Turn*> turns;
    for (const Waiting* member : group) {
      turns.push_back(member->turn);
    }
    {
      const std::lock_guard alone(working_);
      work(turns);
    }
    lock.lock();
    at_work_ = false;
    for (Waiting* member : group) {
      member->done = true;
      if (member != &self) {
        member->changed.notify_one();
      }
    }
    if (!waiting_.empty()) {
      waiting_.front()->changed.notify_one();
    }
  }

  // Keeps all turns waiting while it is held.
  std::unique_lock<std::mutex> alone() { return std::unique_lock(working_); }

 private:
  // A turn looks at the rows of those before it in its group, so a group of 64 takes a fifth longer
  // for each than four groups of 16, and its last member waits for all of it (write_bench).
  static constexpr size_t kMostTurns = 16;
  static constexpr std::chrono::microseconds kLinger{200};

  struct Waiting {
    Turn* turn = nullptr;
    std::condition_variable changed = {};
    bool done = false;
  };

  std::mutex working_;  // held by the group at work, or by who wants to be alone
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Waiting*> waiting_;
  bool at_work_ = false;
  size_t last_group_ = 1;
};

}  // namespace omnigraph::engine
