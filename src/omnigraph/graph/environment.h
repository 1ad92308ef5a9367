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

// Files that only the newest state needs travel in its record, one request instead of several,
// while they are at most this many bytes in all, and an eighth of it in data files: rows are
// repeated in every record until they are stored. docs/decisions/0004-small-commits.md has the
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
