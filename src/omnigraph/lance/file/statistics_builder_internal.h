// Computes the statistics of a column page by page, while it is written.
#pragma once

#include <span>

#include "omnigraph/lance/encoding/shred.h"
#include "omnigraph/lance/file/statistics.h"

namespace omnigraph::lance {

// Longest string bound, in bytes.
inline constexpr size_t kStringBoundMaxBytes = 32;

class StatisticsBuilder {
 public:
  // Adds a page whose rows follow those of the last one.
  void add_page(PageStatistics page);
  const ColumnStatistics& statistics() const { return statistics_; }

 private:
  ColumnStatistics statistics_;
  uint64_t row_count_ = 0;
};

// The statistics of a page of these rows; where it begins is left to add_page().
PageStatistics page_statistics(std::span<const RowSlice> rows);

// Bounds that hold for everything that either of the two holds for.
ValueBounds merge_bounds(const ValueBounds& a, const ValueBounds& b);

// The least string of at most kStringBoundMaxBytes that we can name which is not below any string
// with the prefix of `text` that fits; "" if there is none (only U+10FFFF).
std::string upper_bound_of(std::string_view text);
// The longest prefix of `text` that fits and does not end inside a character.
std::string lower_bound_of(std::string_view text);

}  // namespace omnigraph::lance
