// Stats: what the tables of a state are made of, from their manifests alone: one read per table
// that is not cached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

struct IndexStats {
  std::string name;
  uint64_t segments = 0;
  uint64_t bytes = 0;
  uint64_t rows_covered = 0;  // live rows of the fragments that it covers
};

struct TableStats {
  std::string table_key;
  uint64_t table_version = 0;
  uint64_t rows = 0;
  uint64_t deleted_rows = 0;  // still in data files
  uint64_t fragments = 0;
  uint64_t data_bytes = 0;
  uint64_t index_bytes = 0;
  std::vector<IndexStats> indices;  // by name
};

// All tables, by key.
Result<std::vector<TableStats>> table_stats(const Snapshot& snapshot);

}  // namespace omnigraph::graph
