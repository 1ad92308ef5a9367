// What differs between two versions of one table, row by row, matched by _id.
//
// Cost follows what differs, not the tables. Versions share data files, and a fragment of a shared
// file cannot differ but in its deleted rows:
//
//   before   A: 0 1 2 3 4    B: 0 1 2       C: 0 1 2 3
//   after    A: 0 1 x 3 4                   C: 0 x 2 3     D: 0 1
//            gone: A2        gone: B0 B1 B2 gone: C1       new: D0 D1
//
// Only rows that are gone and rows that are new are looked at: of both the _id is read; where it is
// on both sides, the row was replaced (or only moved: its cells are compared, cheap columns first,
// until one differs). What is on one side only was deleted or inserted.
//
// The answer does not depend on row ids or version numbers, so the two versions may lie on
// different branches.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/diff/column_map.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

enum class RowOp : uint8_t { kInsert, kUpdate, kDelete };

struct RowChange {
  std::string id;
  uint32_t before = columnar::kNullRow;  // position in the view before; kNullRow: inserted
  uint32_t after = columnar::kNullRow;   // kNullRow: deleted

  RowOp op() const {
    return before == columnar::kNullRow  ? RowOp::kInsert
           : after == columnar::kNullRow ? RowOp::kDelete
                                         : RowOp::kUpdate;
  }
};

// By id, each once. A null view is a table that does not exist: all rows of the other one came or
// went. Rows are equal if all columns that correspond are, and columns without a counterpart hold
// null. Errors: those of reading, kCancelled.
Result<std::vector<RowChange>> diff_tables(const TableView* before,
                                           const TableView* after,
                                           const ColumnMap& columns,
                                           const CancelToken& cancel);

// The columns of `after` in which the rows differ; those of `before` without a counterpart are not
// among them. For each change of `changes` that is an update: differs[i][column].
Result<std::vector<std::vector<bool>>> changed_columns(const TableView& before,
                                                       const TableView& after,
                                                       const ColumnMap& columns,
                                                       std::span<const RowChange> changes);

// Where rows of `from` lie in `to`, found through the fragments that both share: kNullRow for rows
// that are not live in `to` or not in a shared fragment.
std::vector<uint32_t> shared_positions(const TableView& from,
                                       const TableView& to,
                                       std::span<const uint32_t> positions);

}  // namespace omnigraph::graph
