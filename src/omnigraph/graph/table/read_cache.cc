#include "omnigraph/graph/table/read_cache.h"

#include <utility>

namespace omnigraph::graph {

std::shared_ptr<const void> ReadCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto at = index_.find(key);
  if (at == index_.end()) {
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, at->second);
  return at->second->value;
}

void ReadCache::insert(const std::string& key, std::shared_ptr<const void> value, size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (index_.contains(key) || bytes > budget_bytes_) {
    return;
  }
  entries_.push_front({key, std::move(value), bytes});
  index_.emplace(entries_.front().key, entries_.begin());
  used_bytes_ += bytes;
  while (used_bytes_ > budget_bytes_) {
    used_bytes_ -= entries_.back().bytes;
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

size_t ReadCache::byte_size() const {
  const std::lock_guard lock(mutex_);
  return used_bytes_;
}

}  // namespace omnigraph::graph
