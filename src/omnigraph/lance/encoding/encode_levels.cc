// Codec of the level buffers of mini-block chunks: blocks of 1,024 levels, bit packed with one
// width for the page; what is left over is packed as a block too if that is smaller than plain
// levels. A reader tells the two by the size of the buffer, so they must never have the same.
#include <algorithm>
#include <cstring>

#include "omnigraph/lance/encoding/bit_packing.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kLevelBits = sizeof(Level) * 8;

}  // namespace

LevelEncoder::LevelEncoder(Level largest) : width_(static_cast<size_t>(std::bit_width(largest))) {}

void LevelEncoder::describe(pb::CompressiveEncoding* encoding) const {
  pb::OutOfLineBitpacking* packing = encoding->mutable_out_of_line_bitpacking();
  packing->set_uncompressed_bits_per_value(kLevelBits);
  packing->mutable_values()->mutable_flat()->set_bits_per_value(width_);
}

size_t LevelEncoder::size_bytes(size_t count) const {
  const size_t left = count % kPackedBlockValues;
  return count / kPackedBlockValues * packed_block_bytes(width_) +
         std::min(left * sizeof(Level), packed_block_bytes(width_));
}

void LevelEncoder::append(std::span<const Level> levels, BufferBuilder& out) const {
  Level packed[kPackedBlockValues];
  while (!levels.empty()) {
    const size_t count = std::min(levels.size(), kPackedBlockValues);
    if (count * sizeof(Level) <= packed_block_bytes(width_)) {
      out.append(levels.data(), count * sizeof(Level));
    } else {
      Level block[kPackedBlockValues] = {};
      std::memcpy(block, levels.data(), count * sizeof(Level));
      pack_block(block, width_, packed);
      out.append(packed, packed_block_bytes(width_));
    }
    levels = levels.subspan(count);
  }
}

}  // namespace omnigraph::lance
