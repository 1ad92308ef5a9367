// The order of values in an index: nulls first, false before true, numbers by value with NaN last
// (-0 and 0 are one value), texts by bytes. Free functions; thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "omnigraph/columnar/array.h"

namespace omnigraph::lance {

// Bool, integers, floats, dates and strings: the types that have this order.
bool is_ordered(const columnar::DataType& type);

// Below, at or above 0 as a's value at `i` comes before, with or after b's at `j`. Both of one
// ordered type, neither null.
int order_values(const columnar::Array& a, size_t i, const columnar::Array& b, size_t j);
// The same for cells that may be null.
int order_cells(const columnar::Array& a, size_t i, const columnar::Array& b, size_t j);

// The rows of `values` (below 2^32 of them) in this order; rows with equal values keep theirs.
// O(rows) for numbers and for texts that differ within eight bytes behind their common beginning.
std::vector<uint32_t> sorted_rows(const columnar::Array& values);

// The distinct values of `values` but null, in this order.
columnar::ArrayPtr sorted_distinct(const columnar::Array& values);

}  // namespace omnigraph::lance
