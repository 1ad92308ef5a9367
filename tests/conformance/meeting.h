// Meeting: a place where threads wait for each other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace omnigraph::testing {

class Meeting {
 public:
  explicit Meeting(size_t size) : size_(size) {}

  // Returns as soon as `size` threads have called it: true. False if they have not within
  // `patience`: whoever was awaited cannot come.
  bool arrive(std::chrono::milliseconds patience = std::chrono::minutes(2)) {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    return changed_.wait_for(lock, patience, [&] { return arrived_ >= size_; });
  }

 private:
  const size_t size_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t arrived_ = 0;
};

}  // namespace omnigraph::testing
