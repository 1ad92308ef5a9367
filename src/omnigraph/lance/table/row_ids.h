// RowIdSequence: the stable row ids of a fragment, one per physical row (deleted ones included), in
// row order. Kept as segments, so that the usual case, a load of n new rows, is one range of any
// length in a few bytes. Ids need not be sorted; within one fragment an id occurs at most once.
//
// Memory is proportional to the serialized form: a range of 2^60 ids read from a forged file is two
// numbers. Value type (segments are cheap to copy as long as they are ranges); thread-safe to read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"

namespace omnigraph::lance {

// The kinds of segments, as Lance has them. Ranges are half open.
struct RowIdRange {
  uint64_t start = 0;
  uint64_t end = 0;  // >= start
  bool operator==(const RowIdRange&) const = default;
};
struct RowIdHoles {  // [start, end) without `holes`
  uint64_t start = 0;
  uint64_t end = 0;
  std::vector<uint64_t> holes;  // strictly rising, inside [start, end)
  bool operator==(const RowIdHoles&) const = default;
};
struct RowIdBitmap {  // start + i for every set bit i, least significant bit of a byte first
  uint64_t start = 0;
  uint64_t end = 0;
  std::vector<uint8_t> bits;    // (end - start + 7) / 8 bytes; bits past the end are 0
  std::vector<uint64_t> ranks;  // set bits before each block of kBlockBytes, and the total at last
  static constexpr uint64_t kBlockBytes = 64;
  bool operator==(const RowIdBitmap&) const = default;
};
struct RowIdArray {
  std::vector<uint64_t> ids;
  bool sorted = false;  // strictly rising
  bool operator==(const RowIdArray&) const = default;
};
using RowIdSegment = std::variant<RowIdRange, RowIdHoles, RowIdBitmap, RowIdArray>;

class RowIdSequence {
 public:
  RowIdSequence() = default;
  // start, start + 1, …, end - 1; start <= end.
  static RowIdSequence range(uint64_t start, uint64_t end);
  // The given ids in their order, in small form (see compressed()).
  static RowIdSequence of(std::span<const uint64_t> ids);

  uint64_t length() const { return ends_.empty() ? 0 : ends_.back(); }
  bool empty() const { return ends_.empty(); }
  // The id of row i < length(). O(1) in ranges, else O(log).
  uint64_t at(uint64_t i) const;
  // The row that has `id`, if any. O(log) per segment, but O(n) in unsorted arrays: to look up
  // many, build a map with for_each.
  std::optional<uint64_t> position_of(uint64_t id) const;
  // The greatest id plus one; 0 when empty. No id is 2^64 - 1.
  uint64_t bound() const;

  // Calls f(id) for every row, in order. O(length).
  template <typename F>
  void for_each(F&& f) const {
    for (const RowIdSegment& segment : segments_) {
      for_each_in(segment, f);
    }
  }
  // All ids. Only for sequences known to be short enough (their length is checked against the
  // fragment's physical rows when a manifest is read).
  std::vector<uint64_t> to_vector() const;

  // Appends all rows of `other`; a range that continues the last one extends it.
  void append(const RowIdSequence& other);
  void append_range(uint64_t start, uint64_t end);
  // Rows [begin, end); begin <= end <= length(). Cuts ranges; materialises cut parts of others.
  RowIdSequence slice(uint64_t begin, uint64_t end) const;
  // The same ids in small form: long contiguous parts become ranges, or ranges with holes or a
  // bitmap, the rest arrays of the narrowest width. O(length), expands: for sequences we made.
  RowIdSequence compressed() const;

  // The bytes of a Lance RowIdSequence, and back. `place` names the object for messages.
  // Errors of parse: kCorruption; the length is at most 2^64 - 1 and not expanded.
  std::string serialize() const;
  static Result<RowIdSequence> parse(ByteSpan bytes, std::string_view place);

  const std::vector<RowIdSegment>& segments() const { return segments_; }
  // Adds a segment that obeys the rules above; empty ones are dropped. False, and nothing changes,
  // if the total length would pass 2^64 - 1.
  bool append_segment(RowIdSegment segment);

  // Same segments. Sequences of one form (parsed, of(), compressed()) are equal iff their ids are.
  bool operator==(const RowIdSequence&) const = default;

 private:
  template <typename F>
  static void for_each_in(const RowIdSegment& segment, F&& f);

  std::vector<RowIdSegment> segments_;  // none is empty
  std::vector<uint64_t> ends_;          // rows up to and with segment i
};

// Number of ids in a segment.
uint64_t segment_length(const RowIdSegment& segment);
// A bitmap segment with its ranks computed.
RowIdBitmap make_row_id_bitmap(uint64_t start, uint64_t end, std::vector<uint8_t> bits);

template <typename F>
void RowIdSequence::for_each_in(const RowIdSegment& segment, F&& f) {
  if (const auto* range = std::get_if<RowIdRange>(&segment)) {
    for (uint64_t id = range->start; id < range->end; ++id) {
      f(id);
    }
  } else if (const auto* holes = std::get_if<RowIdHoles>(&segment)) {
    size_t next = 0;
    for (uint64_t id = holes->start; id < holes->end; ++id) {
      if (next < holes->holes.size() && holes->holes[next] == id) {
        ++next;
      } else {
        f(id);
      }
    }
  } else if (const auto* bitmap = std::get_if<RowIdBitmap>(&segment)) {
    for (size_t byte = 0; byte < bitmap->bits.size(); ++byte) {
      for (uint32_t rest = bitmap->bits[byte]; rest != 0; rest &= rest - 1) {
        f(bitmap->start + byte * 8 + static_cast<uint64_t>(__builtin_ctz(rest)));
      }
    }
  } else if (const auto* array = std::get_if<RowIdArray>(&segment)) {
    for (const uint64_t id : array->ids) {
      f(id);
    }
  }
}

}  // namespace omnigraph::lance
