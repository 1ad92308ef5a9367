// Small helpers for bitmaps, padding and checked sizes, shared by the codecs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "omnigraph/base/bytes.h"

namespace omnigraph::lance {

constexpr size_t round_up(size_t value, size_t unit) {
  return (value + unit - 1) / unit * unit;
}

// Bits needed to write values up to `largest`.
constexpr uint32_t bits_for(uint64_t largest) {
  uint32_t bits = 0;
  for (; largest != 0; largest >>= 1) {
    ++bits;
  }
  return bits;
}

// Whether a * b fits; then *product is it.
inline bool checked_multiply(uint64_t a, uint64_t b, uint64_t* product) {
  return !__builtin_mul_overflow(a, b, product);
}

// Copies bits [from_bit, from_bit + count) of `from` to `to`, starting at to_bit. The bits of `to`
// from to_bit on must be zero; `to` must be large enough.
void copy_bits(const std::byte* from, size_t from_bit, std::byte* to, size_t to_bit, size_t count);

// The number of zero bits among [begin, begin + count).
size_t count_zero_bits(const std::byte* bits, size_t begin, size_t count);

// Grows `out` with zeros to a multiple of `unit`.
inline void pad_to(BufferBuilder& out, size_t unit) {
  out.resize(round_up(out.size(), unit));
}

}  // namespace omnigraph::lance
