// ReadCache: immutable things read from storage, or derived from them, under one byte budget. Keys
// name content (data file, column, page …), never versions, so entries are evicted but never
// invalidated. Thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

class ReadCache {
 public:
  explicit ReadCache(size_t budget_bytes) : budget_bytes_(budget_bytes) {}

  template <typename T>
  struct Sized {
    std::shared_ptr<const T> value;
    size_t bytes = 0;
  };

  // The cached value under `key`, or what `make` gives (which is then kept). Two threads that miss
  // at the same time may both make it; one result stays. A key must always be used with one T.
  template <typename T>
  Result<std::shared_ptr<const T>> get(const std::string& key,
                                       const std::function<Result<Sized<T>>()>& make) {
    if (auto found = find(key)) {
      return std::static_pointer_cast<const T>(found);
    }
    OG_ASSIGN_OR_RETURN(Sized<T> made, make());
    insert(key, made.value, made.bytes);
    return made.value;
  }

  // Null when absent; counts as a use.
  std::shared_ptr<const void> find(const std::string& key);
  void insert(const std::string& key, std::shared_ptr<const void> value, size_t bytes);
  size_t byte_size() const;

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const void> value;
    size_t bytes = 0;
  };
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
  size_t budget_bytes_;
  size_t used_bytes_ = 0;
};

}  // namespace omnigraph::graph
