#include "simulation/scheduler.h"

#include <algorithm>
#include <thread>

namespace omnigraph::simulation {
namespace {

// Now and then a thread does not get a turn for a long time, as a process that is swapped out.
constexpr uint64_t kOneInSleeps = 200;
constexpr uint64_t kLongestSleep = 300;

}  // namespace

Scheduler::Scheduler(uint64_t seed) : random_(seed), stay_percent_(random_.below(90)) {}

void Scheduler::run(const std::vector<std::function<void()>>& bodies) {
  threads_ = std::vector<Thread>(bodies.size());
  std::vector<std::thread> running;
  {
    std::unique_lock lock(mutex_);
    current_ = random_.below(bodies.size());
    for (size_t i = 0; i < bodies.size(); ++i) {
      running.emplace_back([this, i, &bodies] {
        {
          std::unique_lock mine(mutex_);
          wait_for_turn(i, mine);
        }
        bodies[i]();
        const std::unique_lock mine(mutex_);
        threads_[i].alive = false;
        choose(i);
      });
    }
  }
  for (std::thread& thread : running) {
    thread.join();
  }
  threads_.clear();
}

void Scheduler::yield(size_t self) {
  std::unique_lock lock(mutex_);
  ++step_;
  if (threads_.empty()) {
    return;
  }
  choose(self);
  wait_for_turn(self, lock);
}

void Scheduler::choose(size_t self) {
  if (random_.below(kOneInSleeps) == 0) {
    threads_[self].asleep_until = step_ + random_.below(kLongestSleep);
  }
  std::vector<size_t> awake;
  std::vector<size_t> alive;
  for (size_t i = 0; i < threads_.size(); ++i) {
    if (threads_[i].alive) {
      alive.push_back(i);
      if (threads_[i].asleep_until <= step_) {
        awake.push_back(i);
      }
    }
  }
  if (alive.empty()) {
    return;
  }
  const bool may_stay = threads_[self].alive && threads_[self].asleep_until <= step_;
  if (may_stay && random_.below(100) < stay_percent_) {
    current_ = self;
    return;
  }
  const std::vector<size_t>& from = awake.empty() ? alive : awake;
  current_ = from[random_.below(from.size())];
  threads_[current_].wake.notify_one();
}

void Scheduler::wait_for_turn(size_t self, std::unique_lock<std::mutex>& lock) {
  threads_[self].wake.wait(lock, [&] { return current_ == self; });
}

}  // namespace omnigraph::simulation
