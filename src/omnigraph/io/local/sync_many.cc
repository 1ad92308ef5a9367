#include "omnigraph/io/local/sync_many.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

namespace omnigraph::io {
namespace {

// They wait for the disk, not for a processor.
constexpr size_t kThreadsMax = 8;

class Syncing {
 public:
  explicit Syncing(std::span<StagedFile> files) : files_(files) {}

  // Syncs files that nobody has taken yet, until none is left or one failed.
  void work() {
    for (size_t i = next_.fetch_add(1); i < files_.size(); i = next_.fetch_add(1)) {
      const Status synced = files_[i].sync();
      if (!synced.ok()) {
        const std::lock_guard lock(mutex_);
        error_ = synced.error();
        next_.store(files_.size());
      }
    }
  }

  Status result() const { return error_ ? Status(*error_) : Status(); }

 private:
  const std::span<StagedFile> files_;
  std::atomic<size_t> next_{0};
  std::mutex mutex_;
  std::optional<Error> error_;
};

}  // namespace

Status sync_many(std::span<StagedFile> files) {
  Syncing syncing(files);
  std::vector<std::thread> helpers;
  const size_t helper_count = std::min(kThreadsMax, std::max<size_t>(files.size(), 1)) - 1;
  helpers.reserve(helper_count);
  for (size_t i = 0; i < helper_count; ++i) {
    try {
      helpers.emplace_back([&syncing] { syncing.work(); });
    } catch (const std::system_error&) {
      break;  // The system gives no more threads: fewer do it too.
    }
  }
  syncing.work();
  for (std::thread& helper : helpers) {
    helper.join();
  }
  return syncing.result();
}

}  // namespace omnigraph::io
