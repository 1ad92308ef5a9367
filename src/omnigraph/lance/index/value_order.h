// The order of values in an index: nulls first, false before true, numbers by value with NaN last
// (-0 and 0 are one value), texts by bytes. Free functions; thread-safe.
#pragma once

#include <cstdint>
#include <span>
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

// A row of one of several arrays.
struct ValueRef {
  uint32_t array = 0;
  uint32_t row = 0;
  bool operator==(const ValueRef&) const = default;
};

// All rows of `arrays` (of one ordered type) in this order; equal values keep the order in which
// they stand there. O(rows) for numbers and for texts that differ within eight bytes behind their
// common beginning. Memory: 8 bytes a row if they are in order already, else 40 while it runs.
std::vector<ValueRef> sorted_values(std::span<const columnar::ArrayPtr> arrays);

// The same for one array.
std::vector<uint32_t> sorted_rows(const columnar::Array& values);

// The values at `refs`, in that order.
columnar::ArrayPtr gather(std::span<const columnar::ArrayPtr> arrays,
                          std::span<const ValueRef> refs);

// The distinct values of `values` but null, in this order.
columnar::ArrayPtr sorted_distinct(const columnar::Array& values);

}  // namespace omnigraph::lance
