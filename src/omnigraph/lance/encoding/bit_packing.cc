#include "omnigraph/lance/encoding/bit_packing.h"

#include <cstring>

namespace omnigraph::lance {
namespace {

constexpr size_t kRowOrder[] = {0, 4, 2, 6, 1, 5, 3, 7};

constexpr size_t row_start(size_t row) {
  return kRowOrder[row / 8] * 16 + row % 8 * 128;
}

template <typename T>
constexpr size_t kWordBits = sizeof(T) * 8;
template <typename T>
constexpr size_t kLanes = kPackedBlockValues / kWordBits<T>;

}  // namespace

template <typename T>
void pack_block(const T* values, size_t width, T* out) {
  std::memset(out, 0, packed_block_bytes(width));
  if (width == 0) {
    return;
  }
  for (size_t row = 0; row < kWordBits<T>; ++row) {
    const T* in = values + row_start(row);
    const size_t bit = row * width;
    const size_t shift = bit % kWordBits<T>;
    T* word = out + bit / kWordBits<T> * kLanes<T>;
    for (size_t lane = 0; lane < kLanes<T>; ++lane) {
      word[lane] = static_cast<T>(word[lane] | static_cast<T>(in[lane] << shift));
    }
    if (shift + width > kWordBits<T>) {
      word += kLanes<T>;
      const size_t done = kWordBits<T> - shift;
      for (size_t lane = 0; lane < kLanes<T>; ++lane) {
        word[lane] = static_cast<T>(in[lane] >> done);
      }
    }
  }
}

template <typename T>
void unpack_block(const T* packed, size_t width, T* values) {
  if (width == 0) {
    std::memset(values, 0, kPackedBlockValues * sizeof(T));
    return;
  }
  const T mask =
      width == kWordBits<T> ? static_cast<T>(~T{0}) : static_cast<T>((T{1} << width) - 1);
  for (size_t row = 0; row < kWordBits<T>; ++row) {
    T* out = values + row_start(row);
    const size_t bit = row * width;
    const size_t shift = bit % kWordBits<T>;
    const T* word = packed + bit / kWordBits<T> * kLanes<T>;
    if (shift + width <= kWordBits<T>) {
      for (size_t lane = 0; lane < kLanes<T>; ++lane) {
        out[lane] = static_cast<T>(word[lane] >> shift & mask);
      }
      continue;
    }
    const T* next = word + kLanes<T>;
    const size_t done = kWordBits<T> - shift;
    for (size_t lane = 0; lane < kLanes<T>; ++lane) {
      const T low = static_cast<T>(word[lane] >> shift);
      out[lane] = static_cast<T>((low | static_cast<T>(next[lane] << done)) & mask);
    }
  }
}

template void pack_block<uint16_t>(const uint16_t*, size_t, uint16_t*);
template void pack_block<uint32_t>(const uint32_t*, size_t, uint32_t*);
template void pack_block<uint64_t>(const uint64_t*, size_t, uint64_t*);
template void unpack_block<uint16_t>(const uint16_t*, size_t, uint16_t*);
template void unpack_block<uint32_t>(const uint32_t*, size_t, uint32_t*);
template void unpack_block<uint64_t>(const uint64_t*, size_t, uint64_t*);

}  // namespace omnigraph::lance
