// TableTurns: what a group of writers has changed in one table, turn by turn, before the group is
// published as one record. Each turn stages its rows on view(), the state that the turn before
// left; accept() takes it into the group. A turn that fails is dropped with its StagedTable and
// leaves no trace here.
//
//   base (stored)      rows of turn 1   rows of turn 2
//   0 1 x 3 4 5 x      a b x            c d               x died in a later turn
//
// Invariants:
//  - positions of stored rows are those of base(), in every view
//  - a row knows the turn it was born in and the turn it died in, so the state after any turn can
//  be
//    told: alive after turn t iff born <= t < died
//  - a row that took the place of another one knows it, so that it keeps its row id
// Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "omnigraph/graph/stage/staged_table.h"

namespace omnigraph::graph {

class TableTurns {
 public:
  static constexpr uint32_t kAlive = UINT32_MAX;

  // A row that a turn wrote.
  struct Row {
    uint32_t chunk = 0;                     // in which batch it lies
    uint32_t offset = 0;                    // and where in it
    uint32_t stored = columnar::kNullRow;   // base position of the row it goes back to
    uint32_t earlier = columnar::kNullRow;  // the row of an earlier turn whose place it took
    uint32_t born = 0;                      // turn, from 1
    uint32_t died = kAlive;
  };
  // A stored row that is no more.
  struct Death {
    uint32_t position = 0;  // in base()
    uint32_t turn = 0;
  };

  // `catalog` holds `base->type()`.
  TableTurns(schema::CatalogPtr catalog, TableViewPtr base);

  const TableViewPtr& base() const { return base_; }
  // The state after the turns so far.
  const TableViewPtr& view();
  // Takes over the changes of a turn; `staged.base()` must be view(). False, and no turn, if
  // nothing is left of them (what was inserted and deleted again).
  bool accept(const StagedTable& staged);

  uint32_t turn_count() const { return turn_count_; }
  const std::vector<Row>& rows() const { return rows_; }  // in the order they were written
  const std::vector<columnar::Batch>& chunks() const { return chunks_; }
  const std::vector<Death>& deaths() const { return deaths_; }  // by turn, then position

  // Position in view() of the row with this id that a turn wrote and that lives; kNullRow if there
  // is none (a stored row may have it then).
  uint32_t find_written(std::string_view id) const;

 private:
  uint32_t row_at(uint32_t view_position) const;  // index into rows_

  schema::CatalogPtr catalog_;
  TableViewPtr base_;
  TableViewPtr view_;  // null = must be made anew
  uint32_t turn_count_ = 0;
  std::vector<Row> rows_;
  std::vector<columnar::Batch> chunks_;
  std::vector<uint32_t> first_row_of_chunk_;
  std::vector<Death> deaths_;
  absl::flat_hash_map<std::string, uint32_t> written_ids_;  // live rows of turns, by _id
};

}  // namespace omnigraph::graph
