// GraphEnvironment: the outside world of one open graph, handed to every part that needs it. All of
// it outlives what is built on it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/random.h"
#include "omnigraph/base/ulid.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

// Files of a commit up to this size in all travel inside its record, one request instead of
// several; above it they are stored as objects. docs/decisions/0004-small-commits.md has the
// measurements.
inline constexpr size_t kSmallCommitBytes = size_t{64} << 10;

struct GraphEnvironment {
  io::ObjectStore& store;
  Clock& clock;
  Random& random;
  UlidGenerator& ids;
  ReadCache& cache;
  // Waits between two tries of a store call. Tests do not really wait.
  std::function<void(int64_t microseconds)> pause = [](int64_t microseconds) {
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
  };
  size_t small_commit_bytes = kSmallCommitBytes;
};

}  // namespace omnigraph::graph
