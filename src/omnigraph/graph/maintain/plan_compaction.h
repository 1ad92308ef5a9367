// Which fragments of a table version are worth writing again. A matter of the manifest alone.
//
//   ripe     more than a tenth of its rows are deleted
//   small    less than half of a full fragment. Small ones are taken from the smallest on as long
//            as the next one is not much larger than those before together, so that a row is
//            written again O(log n) times however often a growing table is optimized
//   long     the manifest has grown long by scattered updates: what they were taken out of and what
//            they went to is put together again, so that row ids become ranges
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::graph {

// What a full fragment holds: whichever it reaches first.
struct CompactionLimits {
  uint64_t rows = uint64_t{1} << 20;
  uint64_t bytes = uint64_t{256} << 20;
};

// Of a version: what the plan goes by.
struct FragmentCondition {
  uint64_t small_fragments = 0;  // that would be put together
  uint64_t deleted_rows = 0;     // that would be taken out
  uint64_t rewritten_rows = 0;   // live rows that would be written again
  std::vector<uint64_t> chosen;  // ids of the fragments to write again, rising; empty: none
};

// `may_rewrite`: fragments for which it says no stay as they are.
FragmentCondition plan_compaction(const lance::TableManifest& manifest,
                                  const CompactionLimits& limits,
                                  const std::function<bool(const lance::Fragment&)>& may_rewrite);

}  // namespace omnigraph::graph
