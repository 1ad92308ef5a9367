// Small forms of row id lists.
//
// The list is cut into stretches: maximal runs in which ids rise by at most kGapMax. A stretch of
// at least kStretchMin ids becomes one segment in the smallest of four forms; the others are
// gathered, in order, into arrays, so that scattered ids do not cost a segment each.
//
//   ids    7 3 | 100 101 102 … 199 | 5 | 300 301 303 … 399     (| = cut)
//   forms  array range               array  holes
//
// Sizes compared are those of the payload: a range costs nothing, a hole 2 bytes (4 or 8 when the
// offsets are wide), a bitmap one bit for every id between the first and the last, an array 2, 4 or
// 8 bytes per id. kGapMax bounds a stretch's bitmap to 64 bits per id, the width of a plain id, so
// no form explodes.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "omnigraph/base/check.h"
#include "omnigraph/lance/table/row_ids.h"

namespace omnigraph::lance {

namespace {

constexpr uint64_t kGapMax = 64;
constexpr size_t kStretchMin = 64;

uint64_t offset_width(uint64_t span) {
  return span <= 0xffff ? 2 : span <= 0xffffffff ? 4 : 8;
}

RowIdSegment bitmap_of(std::span<const uint64_t> ids) {
  const uint64_t start = ids.front();
  const uint64_t end = ids.back() + 1;
  std::vector<uint8_t> bits((end - start + 7) / 8, 0);
  for (const uint64_t id : ids) {
    bits[(id - start) / 8] |= static_cast<uint8_t>(1U << ((id - start) % 8));
  }
  return make_row_id_bitmap(start, end, std::move(bits));
}

// `ids` rise by at most kGapMax.
RowIdSegment smallest_segment(std::span<const uint64_t> ids) {
  const uint64_t start = ids.front();
  const uint64_t span = ids.back() - start;
  const uint64_t hole_count = span + 1 - ids.size();
  if (hole_count == 0) {
    return RowIdRange{start, ids.back() + 1};
  }
  const uint64_t holes_bytes = hole_count * offset_width(span);
  const uint64_t bitmap_bytes = span / 8 + 1;
  const uint64_t array_bytes = ids.size() * offset_width(span);
  if (array_bytes < holes_bytes && array_bytes < bitmap_bytes) {
    return RowIdArray{{ids.begin(), ids.end()}, true};
  }
  if (bitmap_bytes < holes_bytes) {
    return bitmap_of(ids);
  }
  RowIdHoles segment{start, ids.back() + 1, {}};
  segment.holes.reserve(hole_count);
  for (size_t i = 1; i < ids.size(); ++i) {
    for (uint64_t hole = ids[i - 1] + 1; hole < ids[i]; ++hole) {
      segment.holes.push_back(hole);
    }
  }
  return segment;
}

void append_array(std::span<const uint64_t> ids, RowIdSequence* out) {
  if (ids.empty()) {
    return;
  }
  const bool sorted =
      std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>()) == ids.end();
  if (sorted && ids.back() - ids.front() == ids.size() - 1) {
    out->append_range(ids.front(), ids.back() + 1);
    return;
  }
  out->append_segment(RowIdArray{{ids.begin(), ids.end()}, sorted});
}

}  // namespace

RowIdSequence RowIdSequence::of(std::span<const uint64_t> ids) {
  RowIdSequence sequence;
  size_t gathered = 0;  // ids from here to `begin` wait to become an array
  size_t begin = 0;
  while (begin < ids.size()) {
    OG_CHECK(ids[begin] != ~uint64_t{0}, "2^64 - 1 is no row id");
    size_t end = begin + 1;
    while (end < ids.size() && ids[end] > ids[end - 1] && ids[end] - ids[end - 1] <= kGapMax) {
      ++end;
    }
    if (end - begin >= kStretchMin) {
      append_array(ids.subspan(gathered, begin - gathered), &sequence);
      sequence.append_segment(smallest_segment(ids.subspan(begin, end - begin)));
      gathered = end;
    }
    begin = end;
  }
  append_array(ids.subspan(gathered), &sequence);
  return sequence;
}

RowIdSequence RowIdSequence::compressed() const {
  return of(to_vector());
}

}  // namespace omnigraph::lance
