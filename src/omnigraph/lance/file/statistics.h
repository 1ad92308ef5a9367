// What the check buffer of a data file knows about its columns, for pruning. Bounds are safe: no
// value is below `min` or above `max`, but a string bound may be a shortened prefix (see exact).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace omnigraph::lance {

// int64: Bool (0, 1), I32, I64, Date (days), DateTime (ms). uint64: U32, U64. double: F32, F64.
// string: String, ordered bytewise. monostate: unknown.
using StatisticsValue = std::variant<std::monostate, int64_t, uint64_t, double, std::string>;

struct ValueBounds {
  // Both unknown when there is no value (all null or NaN, no rows), and for binary, vectors, lists
  // and structs. NaN is outside of the bounds. -0 and 0 are equal.
  StatisticsValue min;
  StatisticsValue max;
  bool min_exact = true;  // false: a lower bound of the least string
  bool max_exact = true;  // false: an upper bound of the greatest string
  bool has_nan = false;
  bool operator==(const ValueBounds&) const = default;
};

// Of one page of a top-level column. Rows count from the start of the file.
struct PageStatistics {
  uint64_t first_row = 0;
  uint64_t row_count = 0;
  uint64_t null_count = 0;  // null rows of the column itself, not of its items or members
  ValueBounds bounds;
};

struct ColumnStatistics {
  uint64_t null_count = 0;
  ValueBounds bounds;
  std::vector<PageStatistics> pages;  // in row order, without gaps
};

}  // namespace omnigraph::lance
