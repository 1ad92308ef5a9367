// Clock: the only source of time. Injected, so that tests and the simulator own it.
#pragma once

#include <cstdint>

namespace omnigraph {

class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01 UTC. May jump.
  virtual int64_t now_us() = 0;
  // Microseconds of a clock that never goes back and counts suspended time. Only differences mean
  // anything.
  virtual int64_t boot_us() = 0;
};

// The machine's clocks. Thread-safe.
Clock& system_clock();

// A clock that stands still until it is told to move. Not thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(int64_t start_us) : now_us_(start_us) {}
  int64_t now_us() override { return now_us_; }
  int64_t boot_us() override { return now_us_; }
  void advance_us(int64_t delta_us) { now_us_ += delta_us; }

 private:
  int64_t now_us_;
};

}  // namespace omnigraph
