// Shredding: rows of a nested column become, for one leaf, level entries and runs of value slots
// (level.h explains both). The writer's half; assemble.h is the reader's.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/lance/encoding/level.h"

namespace omnigraph::lance {

// Rows [begin, end) of a top-level column.
struct RowSlice {
  columnar::ArrayPtr array;
  size_t begin = 0;
  size_t end = 0;
};

// Slots that stand one after another in a leaf array.
struct SlotRun {
  const columnar::Array* array = nullptr;
  size_t begin = 0;
  size_t count = 0;
};

// The views in it live as long as the arrays that were shredded.
struct ShreddedLeaf {
  size_t row_count = 0;
  size_t entry_count = 0;
  size_t slot_count = 0;
  std::vector<Level> repetition;  // one per entry; empty when the path has no list
  std::vector<Level> definition;  // one per entry, codes of level.h; empty when all are 0
  uint64_t codes_used = 0;        // bit c: code c occurs
  std::vector<SlotRun> runs;      // slot_count slots in all
};

ShreddedLeaf shred(const LeafPath& path, std::span<const RowSlice> rows);

}  // namespace omnigraph::lance
