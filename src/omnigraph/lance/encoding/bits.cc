#include "omnigraph/lance/encoding/bits.h"

#include <bit>
#include <cstring>

#include "omnigraph/columnar/array.h"

namespace omnigraph::lance {

void copy_bits(const std::byte* from, size_t from_bit, std::byte* to, size_t to_bit, size_t count) {
  // Whole bytes when both sides stand on a byte; that is nearly always so.
  if ((from_bit & 7) == 0 && (to_bit & 7) == 0) {
    std::memcpy(to + to_bit / 8, from + from_bit / 8, count / 8);
    const size_t done = count / 8 * 8;
    from_bit += done;
    to_bit += done;
    count -= done;
  }
  for (size_t i = 0; i < count; ++i) {
    if (columnar::get_bit(from, from_bit + i)) {
      columnar::set_bit(to, to_bit + i);
    }
  }
}

size_t count_zero_bits(const std::byte* bits, size_t begin, size_t count) {
  size_t ones = 0;
  size_t i = begin;
  const size_t end = begin + count;
  for (; i < end && (i & 63) != 0; ++i) {
    ones += columnar::get_bit(bits, i) ? 1 : 0;
  }
  for (; i + 64 <= end; i += 64) {
    ones += static_cast<size_t>(std::popcount(load_le<uint64_t>(bits + i / 8)));
  }
  for (; i < end; ++i) {
    ones += columnar::get_bit(bits, i) ? 1 : 0;
  }
  return count - ones;
}

}  // namespace omnigraph::lance
