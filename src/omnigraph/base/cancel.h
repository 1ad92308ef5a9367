// Cancellation: what a long operation looks at once per batch. Deadlines are on Clock::boot_us().
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/result.h"

namespace omnigraph {

class CancelToken {
 public:
  explicit CancelToken(Clock& clock = system_clock(),
                       int64_t deadline_boot_us = std::numeric_limits<int64_t>::max())
      : clock_(clock), deadline_us_(deadline_boot_us) {}
  // Thread-safe.
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  // kCancelled or kDeadlineExceeded once it is so. Thread-safe, cheap.
  Status check() const {
    if (cancelled_.load(std::memory_order_relaxed)) {
      return Error(ErrorCode::kCancelled, "the operation was cancelled");
    }
    if (deadline_us_ != std::numeric_limits<int64_t>::max() && clock_.boot_us() > deadline_us_) {
      return Error(ErrorCode::kDeadlineExceeded, "the operation ran past its deadline");
    }
    return {};
  }
  int64_t deadline_boot_us() const { return deadline_us_; }

 private:
  Clock& clock_;
  int64_t deadline_us_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace omnigraph
