// MeetingStore: passes every call on, but once armed it holds the first thread that reads a data
// file until another one does so too. Threads whose reads are let in one after the other never meet
// here.
#pragma once

#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "conformance/meeting.h"
#include "omnigraph/io/forwarding_store.h"

namespace omnigraph::testing {

class MeetingStore final : public io::ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  // Reads of data files before this are not held up. `patience`: how long a thread waits.
  void arm(std::chrono::milliseconds patience) {
    const std::lock_guard lock(mutex_);
    patience_ = patience;
    armed_ = true;
  }
  // Whether two threads have been inside of reads at the same time.
  bool met() const {
    const std::lock_guard lock(mutex_);
    return met_;
  }
  // Threads that have read a data file since arm().
  size_t reader_count() const {
    const std::lock_guard lock(mutex_);
    return readers_.size();
  }

  Result<Buffer> read(std::string_view path) override {
    wait_for_other(path);
    return ForwardingStore::read(path);
  }
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override {
    wait_for_other(path);
    return ForwardingStore::read_range(path, range);
  }
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> requests) override {
    for (const io::ReadRequest& request : requests) {
      wait_for_other(request.path);
    }
    return ForwardingStore::read_many(requests);
  }

 private:
  void wait_for_other(std::string_view path) {
    if (path.find("/data/") == std::string_view::npos) {
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      if (!armed_ || !readers_.insert(std::this_thread::get_id()).second) {
        return;  // each thread waits once
      }
    }
    const bool met = meeting_.arrive(patience_);
    const std::lock_guard lock(mutex_);
    met_ = met_ || met;
  }

  Meeting meeting_{2};
  mutable std::mutex mutex_;
  std::chrono::milliseconds patience_{};
  bool armed_ = false;
  bool met_ = false;
  std::set<std::thread::id> readers_;
};

}  // namespace omnigraph::testing
