#include "omnigraph/lance/encoding/bit_packing.h"

#include <vector>

#include <gtest/gtest.h>

#include "omnigraph/base/random.h"

namespace omnigraph::lance {
namespace {

// The definition of the header, value by value.
template <typename T>
T value_at(const std::vector<T>& packed, size_t width, size_t index) {
  constexpr size_t kBits = sizeof(T) * 8;
  constexpr size_t kOrder[] = {0, 4, 2, 6, 1, 5, 3, 7};
  for (size_t row = 0; row < kBits; ++row) {
    for (size_t lane = 0; lane < 1024 / kBits; ++lane) {
      if (kOrder[row / 8] * 16 + row % 8 * 128 + lane != index) {
        continue;
      }
      T value = 0;
      for (size_t bit = 0; bit < width; ++bit) {
        const size_t at = row * width + bit;
        const T word = packed[at / kBits * (1024 / kBits) + lane];
        value = static_cast<T>(value | (static_cast<T>(word >> (at % kBits) & 1) << bit));
      }
      return value;
    }
  }
  return 0;
}

template <typename T>
void check_all_widths() {
  SeededRandom random(sizeof(T));
  for (size_t width = 0; width <= sizeof(T) * 8; ++width) {
    std::vector<T> values(kPackedBlockValues);
    for (T& value : values) {
      value = width == 0 ? T{0} : static_cast<T>(random.next() >> (64 - width));
    }
    EXPECT_LE(packed_width(values.data(), values.size()), width);
    std::vector<T> packed(packed_block_bytes(width) / sizeof(T) + 1, T{0x5A});
    pack_block(values.data(), width, packed.data());
    EXPECT_EQ(packed.back(), T{0x5A});  // not one word more
    for (const size_t index : {0, 1, 15, 16, 31, 64, 127, 128, 500, 1023}) {
      EXPECT_EQ(value_at(packed, width, index), values[index]) << width << " " << index;
    }
    std::vector<T> unpacked(kPackedBlockValues);
    unpack_block(packed.data(), width, unpacked.data());
    EXPECT_EQ(unpacked, values) << width;
  }
}

TEST(BitPacking, KeepsValuesOfEveryWidth) {
  check_all_widths<uint16_t>();
  check_all_widths<uint32_t>();
  check_all_widths<uint64_t>();
}

}  // namespace
}  // namespace omnigraph::lance
