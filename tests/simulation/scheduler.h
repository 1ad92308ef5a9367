// Scheduler: lets exactly one of several threads run, and says by a seed which. Threads give up
// their turn at every store call, so that what happens between two calls is atomic and one seed is
// one history.
//
//   Scheduler scheduler(seed, 3);
//   scheduler.run({first, second, third});   // each calls scheduler.yield(its number) inside
//
// Everything that the threads share is guarded by the turn: it needs no lock of its own.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "omnigraph/base/random.h"

namespace omnigraph::simulation {

class Scheduler {
 public:
  explicit Scheduler(uint64_t seed);

  // Runs all bodies, each in a thread, and returns when all have ended.
  void run(const std::vector<std::function<void()>>& bodies);

  // Ends the turn of thread `self`; returns when it has the next one. Outside of run(): nothing.
  void yield(size_t self);

  // Turns so far: the time of the simulation.
  uint64_t step() const { return step_; }

 private:
  struct Thread {
    std::condition_variable wake;
    bool alive = true;
    uint64_t asleep_until = 0;  // step
  };
  // Chooses who is next. `lock` is held.
  void choose(size_t self);
  void wait_for_turn(size_t self, std::unique_lock<std::mutex>& lock);

  SeededRandom random_;
  std::mutex mutex_;
  std::vector<Thread> threads_;
  size_t current_ = 0;
  uint64_t stay_percent_;  // chance that a thread goes on
  uint64_t step_ = 0;
};

}  // namespace omnigraph::simulation
