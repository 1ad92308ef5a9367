// Codecs of the level buffers of mini-block chunks: plain u16, or blocks of 1,024 levels bit packed
// with one width, after which what is left over is plain or one more block, as its size says.
#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/bit_packing.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kLevelBits = sizeof(Level) * 8;

Error wrong_level_size(size_t expected, size_t found) {
  return Error(ErrorCode::kCorruption,
               format("wrong size of levels: expected {}, found {}", expected, found));
}

bool is_plain(const pb::CompressiveEncoding& encoding, uint64_t* bits) {
  *bits = encoding.flat().bits_per_value();
  return encoding.has_flat() && !encoding.flat().has_data();
}

Status unpack(size_t width, ByteSpan bytes, size_t count, std::span<Level> out) {
  const size_t block_bytes = packed_block_bytes(width);
  const size_t blocks = count / kPackedBlockValues;
  const size_t left = count % kPackedBlockValues;
  const size_t plain_size = blocks * block_bytes + left * sizeof(Level);
  const size_t padded_size = (blocks + (left != 0 ? 1 : 0)) * block_bytes;
  if (bytes.size() != plain_size && bytes.size() != padded_size) {
    return wrong_level_size(plain_size, bytes.size());
  }
  Level packed[kPackedBlockValues];
  Level block[kPackedBlockValues];
  while (!out.empty()) {
    const size_t part = std::min(out.size(), kPackedBlockValues);
    if (part < kPackedBlockValues && bytes.size() == part * sizeof(Level)) {
      std::memcpy(out.data(), bytes.data(), bytes.size());
      return {};
    }
    std::memcpy(packed, bytes.data(), block_bytes);
    unpack_block(packed, width, block);
    std::memcpy(out.data(), block, part * sizeof(Level));
    bytes = bytes.subspan(block_bytes);
    out = out.subspan(part);
  }
  return {};
}

}  // namespace

Status decode_levels(const pb::CompressiveEncoding& encoding,
                     ByteSpan bytes,
                     size_t count,
                     std::vector<Level>& out) {
  const size_t old_size = out.size();
  uint64_t bits = 0;
  if (is_plain(encoding, &bits) && bits == kLevelBits) {
    if (bytes.size() != count * sizeof(Level)) {
      return wrong_level_size(count * sizeof(Level), bytes.size());
    }
    out.resize(old_size + count);
    std::memcpy(out.data() + old_size, bytes.data(), bytes.size());
    return {};
  }
  const pb::OutOfLineBitpacking& packing = encoding.out_of_line_bitpacking();
  if (encoding.has_out_of_line_bitpacking() &&
      packing.uncompressed_bits_per_value() == kLevelBits && is_plain(packing.values(), &bits) &&
      bits >= 1 && bits <= kLevelBits) {
    out.resize(old_size + count);  // at most 65,535
    return unpack(static_cast<size_t>(bits), bytes, count, std::span(out).subspan(old_size));
  }
  return Error(ErrorCode::kUnsupported,
               format("levels with codec \"{}\" cannot be read", codec_name(encoding)));
}

}  // namespace omnigraph::lance
