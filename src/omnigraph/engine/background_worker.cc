#include "omnigraph/engine/background_worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "omnigraph/base/clock.h"

namespace omnigraph::engine {

BackgroundWorker::BackgroundWorker(double share, Work work)
    : share_(std::clamp(share, 0.001, 1.0)), work_(std::move(work)), thread_([this] { run(); }) {}

BackgroundWorker::~BackgroundWorker() {
  stop_.cancel();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BackgroundWorker::note(const std::string& branch) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.insert(branch);
  }
  changed_.notify_all();
}

void BackgroundWorker::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !working_; });
}

void BackgroundWorker::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (ending_) {
      return;
    }
    const std::string branch = *waiting_.begin();
    waiting_.erase(waiting_.begin());
    working_ = true;
    lock.unlock();
    const int64_t begin_us = system_clock().boot_us();
    work_(branch, stop_);
    const int64_t took_us = system_clock().boot_us() - begin_us;
    lock.lock();
    working_ = false;
    changed_.notify_all();
    const std::chrono::microseconds rest(
        static_cast<int64_t>(static_cast<double>(took_us) * (1 / share_ - 1)));
    changed_.wait_for(lock, rest, [this] { return ending_; });
  }
}

}  // namespace omnigraph::engine
