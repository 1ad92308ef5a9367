// HopSearch: breadth-first search from one node over the lists of an edge pattern, level by level.
//
// Distance(s, t) is the fewest hops over all members together. The start itself counts only at
// distance 0 (if the bounds allow it) or 1 (through a self-loop): cycles never return to it.
//
// Not thread-safe; keeps its memory between searches.
#pragma once

#include <functional>
#include <vector>

#include "omnigraph/exec/operators/hop_table.h"
#include "omnigraph/exec/operators/position_set.h"
#include "omnigraph/exec/operators/scope.h"

namespace omnigraph::exec {

// What the nodes of one type at one distance are: positions in the order of discovery.
struct Level {
  uint64_t distance = 0;
  uint16_t type = 0;  // index into HopSearch::types()
  const std::vector<uint32_t>& positions;
};

class HopSearch {
 public:
  static Result<HopSearch> make(PatternScope& scope, const query::PatternEdge& edge, bool reverse);

  // Node types that the search may meet: those of the ends, then others.
  const std::vector<const schema::EntityType*>& types() const { return types_; }

  // Calls `visit` for the levels min_hops … max_hops as they are found, each node once in all.
  // `visit` returns false to stop. Errors: R201 (hop limit), R202 (work limit), cancellation, and
  // what `visit` gives.
  Status run(uint16_t start_type,
             uint32_t start,
             const std::function<Result<bool>(const Level&)>& visit);

 private:
  HopSearch(PatternScope& scope, const query::PatternEdge& edge) : scope_(scope), edge_(edge) {}

  Status search(uint16_t start_type,
                uint32_t start,
                const std::function<Result<bool>(const Level&)>& visit);
  // Makes next_ from frontier_; true in `self_loop` if the start was met again.
  Status expand_frontier(uint16_t start_type, uint32_t start, bool* self_loop);
  Status count_work(uint64_t entries);
  bool in_bounds(uint64_t distance) const {
    return distance >= edge_.min_hops && (!edge_.max_hops || distance <= *edge_.max_hops);
  }

  PatternScope& scope_;
  const query::PatternEdge& edge_;
  bool limited_ = false;  // counts towards the work limit
  std::vector<const schema::EntityType*> types_;
  HopTable hops_;
  // Per type.
  std::vector<PositionSet> visited_;
  std::vector<std::vector<uint32_t>> reached_;  // what is in visited_
  std::vector<std::vector<uint32_t>> frontier_;
  std::vector<std::vector<uint32_t>> next_;
};

}  // namespace omnigraph::exec
