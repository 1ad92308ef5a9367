// Finding the rows of a table that have given values in a column: through the stored index where it
// covers a fragment, by a scan that statistics prune elsewhere (fragments that no segment covers
// yet, staged rows, columns without an index). Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/table/table_view.h"

namespace omnigraph::graph {

// Fragments [begin, end) of a view.
struct FragmentRange {
  size_t begin = 0;
  size_t end = 0;
};

struct FoundRow {
  uint32_t position = 0;
  uint32_t key = 0;  // which value it has
};

// The live rows of `range` whose cell in `column` equals one of `keys`, by position. `keys`: of the
// column's type, as lance::sorted_distinct gives them; equality is that of lance::order_values. A
// null equals nothing. Cost on a cold cache: per segment three reads and one for all its pages, a
// page per key; per page of an uncovered fragment whose bounds admit a key, one.
// Errors: those of reading; kCorruption.
Result<std::vector<FoundRow>> find_rows(const TableView& view,
                                        size_t column,
                                        const columnar::Array& keys,
                                        const FragmentRange& range);

// Does the index answer for `key_count` values of `column` by reading a small part of what a scan
// would read? Reads nothing but what the manifest says.
Result<bool> index_answers(const TableView& view, size_t column, uint64_t key_count);

}  // namespace omnigraph::graph
