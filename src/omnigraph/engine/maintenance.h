// What the engine is asked about maintenance, and what it answers. The functions are Engine's.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/graph/maintain/cleanup.h"
#include "omnigraph/graph/maintain/optimize.h"
#include "omnigraph/graph/maintain/table_stats.h"

namespace omnigraph::engine {

struct OptimizeRequest {
  std::string branch = "main";
  std::set<std::string> tables;  // keys; empty: all
  std::optional<std::string> actor_id;
  size_t threads = 0;  // 0: as many as run at once
};

struct OptimizeAnswer {
  std::vector<graph::OptimizedTable> tables;  // by key
  std::optional<std::string> commit_id;       // nothing: there was nothing to do
  uint64_t manifest_version = 0;              // then
};

struct StatsAnswer {
  std::string branch;
  std::string commit_id;
  uint64_t manifest_version = 0;
  std::vector<graph::TableStats> tables;  // by key
};

// Optimizing in the background, after commits of this engine. A table is worked on when this many
// of its small fragments would be put together, or when the deleted rows that would go are a
// quarter of the rows that would be written.
struct BackgroundOptimize {
  bool enabled = false;
  double share = 0.1;  // of the time, at most; in (0, 1]
  uint64_t small_fragments = 32;
};

}  // namespace omnigraph::engine
