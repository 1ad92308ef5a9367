#include "omnigraph/lance/table/row_ids.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "omnigraph/base/check.h"

namespace omnigraph::lance {

namespace {

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();

uint64_t holes_at(const RowIdHoles& segment, uint64_t i) {
  // The id of row i is start + i + h, where h holes lie before it: hole k (from 0) lies before it
  // iff holes[k] - k <= start + i. holes[k] - k never falls, so h is found by bisection.
  const uint64_t target = segment.start + i;
  size_t low = 0;
  size_t high = segment.holes.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (segment.holes[middle] - middle <= target) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return target + low;
}

uint64_t bitmap_at(const RowIdBitmap& segment, uint64_t i) {
  const auto block = std::upper_bound(segment.ranks.begin(), segment.ranks.end(), i) - 1;
  uint64_t rest = i - *block;
  size_t byte = static_cast<size_t>(block - segment.ranks.begin()) * RowIdBitmap::kBlockBytes;
  for (;; ++byte) {
    const auto count = static_cast<uint64_t>(std::popcount(segment.bits[byte]));
    if (rest < count) {
      break;
    }
    rest -= count;
  }
  uint32_t bits = segment.bits[byte];
  for (; rest > 0; --rest) {
    bits &= bits - 1;
  }
  return segment.start + byte * 8 + static_cast<uint64_t>(std::countr_zero(bits));
}

uint64_t segment_at(const RowIdSegment& segment, uint64_t i) {
  if (const auto* range = std::get_if<RowIdRange>(&segment)) {
    return range->start + i;
  }
  if (const auto* holes = std::get_if<RowIdHoles>(&segment)) {
    return holes_at(*holes, i);
  }
  if (const auto* bitmap = std::get_if<RowIdBitmap>(&segment)) {
    return bitmap_at(*bitmap, i);
  }
  return std::get_if<RowIdArray>(&segment)->ids[i];
}

std::optional<uint64_t> position_in(const RowIdBitmap& segment, uint64_t id) {
  if (id < segment.start || id >= segment.end) {
    return std::nullopt;
  }
  const uint64_t bit = id - segment.start;
  const size_t byte = bit / 8;
  if ((segment.bits[byte] >> (bit % 8) & 1) == 0) {
    return std::nullopt;
  }
  const size_t block = byte / RowIdBitmap::kBlockBytes;
  uint64_t rank = segment.ranks[block];
  for (size_t i = block * RowIdBitmap::kBlockBytes; i < byte; ++i) {
    rank += static_cast<uint64_t>(std::popcount(segment.bits[i]));
  }
  const uint32_t below = segment.bits[byte] & ((1U << (bit % 8)) - 1);
  return rank + static_cast<uint64_t>(std::popcount(below));
}

std::optional<uint64_t> position_in(const RowIdHoles& segment, uint64_t id) {
  if (id < segment.start || id >= segment.end) {
    return std::nullopt;
  }
  const auto hole = std::lower_bound(segment.holes.begin(), segment.holes.end(), id);
  if (hole != segment.holes.end() && *hole == id) {
    return std::nullopt;
  }
  return id - segment.start - static_cast<uint64_t>(hole - segment.holes.begin());
}

std::optional<uint64_t> position_in(const RowIdArray& segment, uint64_t id) {
  const auto at = segment.sorted ? std::lower_bound(segment.ids.begin(), segment.ids.end(), id)
                                 : std::find(segment.ids.begin(), segment.ids.end(), id);
  if (at == segment.ids.end() || *at != id) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(at - segment.ids.begin());
}

std::optional<uint64_t> segment_position(const RowIdSegment& segment, uint64_t id) {
  if (const auto* range = std::get_if<RowIdRange>(&segment)) {
    return id >= range->start && id < range->end ? std::optional(id - range->start) : std::nullopt;
  }
  if (const auto* holes = std::get_if<RowIdHoles>(&segment)) {
    return position_in(*holes, id);
  }
  if (const auto* bitmap = std::get_if<RowIdBitmap>(&segment)) {
    return position_in(*bitmap, id);
  }
  return position_in(*std::get_if<RowIdArray>(&segment), id);
}

// Rows [begin, end) of a segment, begin < end, appended to `out`.
void append_part(const RowIdSegment& segment, uint64_t begin, uint64_t end, RowIdSequence* out) {
  if (begin == 0 && end == segment_length(segment)) {
    out->append_segment(segment);
    return;
  }
  const uint64_t first = segment_at(segment, begin);
  if (std::holds_alternative<RowIdRange>(segment)) {
    out->append_range(first, first + (end - begin));
    return;
  }
  if (const auto* holes = std::get_if<RowIdHoles>(&segment)) {
    RowIdHoles part{first, segment_at(segment, end - 1) + 1, {}};
    const auto low = std::lower_bound(holes->holes.begin(), holes->holes.end(), part.start);
    part.holes.assign(low, std::lower_bound(low, holes->holes.end(), part.end));
    if (part.holes.empty()) {
      out->append_range(part.start, part.end);
    } else {
      out->append_segment(std::move(part));
    }
    return;
  }
  std::vector<uint64_t> ids;
  ids.reserve(end - begin);
  for (uint64_t i = begin; i < end; ++i) {
    ids.push_back(segment_at(segment, i));
  }
  out->append(RowIdSequence::of(ids));
}

}  // namespace

uint64_t segment_length(const RowIdSegment& segment) {
  if (const auto* range = std::get_if<RowIdRange>(&segment)) {
    return range->end - range->start;
  }
  if (const auto* holes = std::get_if<RowIdHoles>(&segment)) {
    return holes->end - holes->start - holes->holes.size();
  }
  if (const auto* bitmap = std::get_if<RowIdBitmap>(&segment)) {
    return bitmap->ranks.empty() ? 0 : bitmap->ranks.back();
  }
  return std::get_if<RowIdArray>(&segment)->ids.size();
}

RowIdBitmap make_row_id_bitmap(uint64_t start, uint64_t end, std::vector<uint8_t> bits) {
  RowIdBitmap bitmap{start, end, std::move(bits), {}};
  bitmap.ranks.reserve(bitmap.bits.size() / RowIdBitmap::kBlockBytes + 2);
  uint64_t rank = 0;
  for (size_t i = 0; i < bitmap.bits.size(); ++i) {
    if (i % RowIdBitmap::kBlockBytes == 0) {
      bitmap.ranks.push_back(rank);
    }
    rank += static_cast<uint64_t>(std::popcount(bitmap.bits[i]));
  }
  bitmap.ranks.push_back(rank);
  return bitmap;
}

RowIdSequence RowIdSequence::range(uint64_t start, uint64_t end) {
  RowIdSequence sequence;
  sequence.append_range(start, end);
  return sequence;
}

uint64_t RowIdSequence::at(uint64_t i) const {
  OG_CHECK(i < length(), "row outside its row id sequence");
  const auto segment = std::upper_bound(ends_.begin(), ends_.end(), i) - ends_.begin();
  const uint64_t before = segment == 0 ? 0 : ends_[static_cast<size_t>(segment) - 1];
  return segment_at(segments_[static_cast<size_t>(segment)], i - before);
}

std::optional<uint64_t> RowIdSequence::position_of(uint64_t id) const {
  for (size_t i = 0; i < segments_.size(); ++i) {
    if (const auto position = segment_position(segments_[i], id)) {
      return *position + (i == 0 ? 0 : ends_[i - 1]);
    }
  }
  return std::nullopt;
}

uint64_t RowIdSequence::bound() const {
  uint64_t bound = 0;
  for (const RowIdSegment& segment : segments_) {
    if (const auto* array = std::get_if<RowIdArray>(&segment); array != nullptr && !array->sorted) {
      bound = std::max(bound, *std::max_element(array->ids.begin(), array->ids.end()) + 1);
    } else {
      bound = std::max(bound, segment_at(segment, segment_length(segment) - 1) + 1);
    }
  }
  return bound;
}

std::vector<uint64_t> RowIdSequence::to_vector() const {
  std::vector<uint64_t> ids;
  ids.reserve(length());
  for_each([&](uint64_t id) { ids.push_back(id); });
  return ids;
}

bool RowIdSequence::append_segment(RowIdSegment segment) {
  const uint64_t added = segment_length(segment);
  if (added == 0) {
    return true;
  }
  if (added > kMax - length()) {
    return false;
  }
  const uint64_t end = length() + added;
  if (const auto* next = std::get_if<RowIdRange>(&segment); next != nullptr && !segments_.empty()) {
    if (auto* last = std::get_if<RowIdRange>(&segments_.back());
        last != nullptr && last->end == next->start) {
      last->end = next->end;
      ends_.back() = end;
      return true;
    }
  }
  segments_.push_back(std::move(segment));
  ends_.push_back(end);
  return true;
}

void RowIdSequence::append(const RowIdSequence& other) {
  const std::vector<RowIdSegment> segments = other.segments_;  // `other` may be this sequence
  for (const RowIdSegment& segment : segments) {
    OG_CHECK(append_segment(segment), "row id sequence is too long");
  }
}

void RowIdSequence::append_range(uint64_t start, uint64_t end) {
  OG_CHECK(start <= end, "row id range is reversed");
  OG_CHECK(append_segment(RowIdRange{start, end}), "row id sequence is too long");
}

RowIdSequence RowIdSequence::slice(uint64_t begin, uint64_t end) const {
  OG_CHECK(begin <= end && end <= length(), "slice outside its row id sequence");
  RowIdSequence part;
  uint64_t before = 0;
  for (size_t i = 0; i < segments_.size() && before < end; ++i) {
    if (ends_[i] > begin) {
      const uint64_t from = std::max(begin, before) - before;
      const uint64_t to = std::min(end, ends_[i]) - before;
      if (from < to) {
        append_part(segments_[i], from, to, &part);
      }
    }
    before = ends_[i];
  }
  return part;
}

}  // namespace omnigraph::lance
