// How many rows of an array still fit into a page.
#pragma once

#include <cstdint>

#include "omnigraph/columnar/array.h"

namespace omnigraph::lance {

struct PageRoom {
  uint64_t rows = 0;
  uint64_t bytes = 0;
  uint64_t hidden_entries = 0;  // null and empty lists (encode_page_internal.h)
};

// What rows [begin, end) take of each; for hidden entries an upper bound.
PageRoom room_taken(const columnar::Array& array, size_t begin, size_t end);

// The largest n such that rows [begin, begin + n) fit into `room`; they end before `end`.
size_t rows_that_fit(const columnar::Array& array, size_t begin, size_t end, const PageRoom& room);

}  // namespace omnigraph::lance
