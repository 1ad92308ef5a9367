// Bit packing of 1,024 unsigned integers of 16, 32 or 64 bits, in the order that Lance uses
// (FastLanes): the block is cut into lanes of one word each, so that a loop over the lanes is a
// loop over neighbours in memory, and the compiler turns it into SIMD whatever the machine.
//
// With T bits per word there are 1024 / T lanes of T rows. Row r of lane l is the value with index
//   kRowOrder[r / 8] * 16 + (r % 8) * 128 + l
// The T values of a lane, `width` bits each, are written one after another from the lowest bit of
// the lane's first word on; word k of lane l stands at k * lanes + l. So a block is exactly
// 128 * width bytes, of any T; width 0 has none, and all its values are 0.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace omnigraph::lance {

inline constexpr size_t kPackedBlockValues = 1024;

constexpr size_t packed_block_bytes(size_t width) {
  return kPackedBlockValues / 8 * width;
}

// Bits that the largest of `count` values needs.
template <typename T>
size_t packed_width(const T* values, size_t count) {
  T all = 0;
  for (size_t i = 0; i < count; ++i) {
    all = static_cast<T>(all | values[i]);
  }
  return static_cast<size_t>(std::bit_width(all));
}

// `values`: 1,024 of them, none wider than `width`. `out`: packed_block_bytes(width), aligned for
// T.
template <typename T>
void pack_block(const T* values, size_t width, T* out);

// The reverse. `width` <= bits of T.
template <typename T>
void unpack_block(const T* packed, size_t width, T* values);

}  // namespace omnigraph::lance
