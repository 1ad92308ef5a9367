// Codecs of the values of mini-block chunks.
//
//   flat          the values as they are; Bool as a bitmap
//   variable      count + 1 offsets from the start of the buffer, then the bytes; padded to the
//   width
//                 of an offset
//   bit packing   integers: a word with the width of this chunk, then a packed block
//   (bit_packing.h)
#include <algorithm>
#include <bit>

#include "omnigraph/lance/encoding/bit_packing.h"
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kChunkTargetBytes = 8192;
constexpr size_t kChunkValuesMax = 4096;
// Packing has to save this part of a page, else plain values are worth more: they are only copied.
constexpr size_t kPackingGainPercent = 15;

class FlatEncoder final : public ValueEncoder {
 public:
  FlatEncoder(SlotType type, const ShreddedLeaf& leaf)
      : type_(type), slot_count_(leaf.slot_count), copier_(leaf, type) {
    const size_t bits = type.kind == SlotKind::kBit ? 1 : type.width * 8;
    chunk_slots_ =
        std::bit_floor(std::clamp<size_t>(kChunkTargetBytes * 8 / bits, 2, kChunkValuesMax));
  }
  void describe(pb::CompressiveEncoding* encoding) const override {
    set_plain_encoding(type_, encoding);
  }
  size_t chunk_slots(size_t begin) const override {
    return std::min(slot_count_ - begin, chunk_slots_);
  }
  size_t chunk_bytes(size_t, size_t count) const override {
    return type_.kind == SlotKind::kBit ? columnar::bitmap_bytes(count) : count * type_.width;
  }
  void append_chunk(size_t, size_t count, BufferBuilder& out) override {
    copier_.append_next(count, out);
  }

 private:
  SlotType type_;
  size_t slot_count_;
  size_t chunk_slots_;
  SlotCopier copier_;
};

template <typename Offset>
class VariableEncoder final : public ValueEncoder {
 public:
  VariableEncoder(SlotType type, const ShreddedLeaf& leaf)
      : type_(type), offsets_(slot_offsets(leaf)), copier_(leaf, type) {}
  void describe(pb::CompressiveEncoding* encoding) const override {
    set_plain_encoding(type_, encoding);
  }

  size_t chunk_slots(size_t begin) const override {
    const size_t left = offsets_.size() - 1 - begin;
    size_t count = std::min(left, kChunkValuesMax);
    if (count < left || chunk_bytes(begin, count) > kChunkTargetBytes) {
      count = std::bit_floor(count);
    }
    while (count > 2 && chunk_bytes(begin, count) > kChunkTargetBytes) {
      count /= 2;
    }
    return count;
  }

  size_t chunk_bytes(size_t begin, size_t count) const override {
    const uint64_t bytes = offsets_[begin + count] - offsets_[begin];
    return round_up((count + 1) * sizeof(Offset) + bytes, sizeof(Offset));
  }

  void append_chunk(size_t begin, size_t count, BufferBuilder& out) override {
    const size_t end = out.size() + chunk_bytes(begin, count);
    const uint64_t shift = (count + 1) * sizeof(Offset) - offsets_[begin];  // wraps, and back
    for (size_t i = 0; i <= count; ++i) {
      out.push<Offset>(static_cast<Offset>(offsets_[begin + i] + shift));
    }
    copier_.append_next(count, out);
    out.resize(end);
  }

 private:
  SlotType type_;
  std::vector<uint64_t> offsets_;
  SlotCopier copier_;
};

template <typename Word>
class PackingEncoder final : public ValueEncoder {
 public:
  explicit PackingEncoder(const SlotType& type, const ShreddedLeaf& leaf)
      : slot_count_(leaf.slot_count) {
    if (leaf.runs.size() == 1) {
      words_ =
          reinterpret_cast<const Word*>(leaf.runs[0].array->values().data()) + leaf.runs[0].begin;
    } else {
      SlotCopier(leaf, type).append_next(leaf.slot_count, joined_);
      words_ = reinterpret_cast<const Word*>(joined_.data());
    }
    for (size_t begin = 0; begin < slot_count_; begin += kPackedBlockValues) {
      widths_.push_back(packed_width(words_ + begin, chunk_slots(begin)));
    }
  }

  bool is_worth_it() const {
    size_t packed = 0;
    for (const size_t width : widths_) {
      packed += sizeof(Word) + packed_block_bytes(width);
    }
    return packed * 100 <= slot_count_ * sizeof(Word) * (100 - kPackingGainPercent);
  }

  void describe(pb::CompressiveEncoding* encoding) const override {
    encoding->mutable_inline_bitpacking()->set_uncompressed_bits_per_value(sizeof(Word) * 8);
  }
  size_t chunk_slots(size_t begin) const override {
    return std::min(slot_count_ - begin, kPackedBlockValues);
  }
  size_t chunk_bytes(size_t begin, size_t) const override {
    return sizeof(Word) + packed_block_bytes(widths_[begin / kPackedBlockValues]);
  }

  void append_chunk(size_t begin, size_t count, BufferBuilder& out) override {
    const size_t width = widths_[begin / kPackedBlockValues];
    Word packed[kPackedBlockValues];
    if (count == kPackedBlockValues) {
      pack_block(words_ + begin, width, packed);
    } else {
      Word block[kPackedBlockValues] = {};
      std::copy_n(words_ + begin, count, block);
      pack_block(block, width, packed);
    }
    out.push<Word>(static_cast<Word>(width));
    out.append(packed, packed_block_bytes(width));
  }

 private:
  size_t slot_count_;
  const Word* words_ = nullptr;  // the run itself if there is one, else joined_
  BufferBuilder joined_;
  std::vector<size_t> widths_;  // per chunk
};

template <typename Word>
std::unique_ptr<ValueEncoder> packing_encoder(SlotType type, const ShreddedLeaf& leaf) {
  auto encoder = std::make_unique<PackingEncoder<Word>>(type, leaf);
  if (encoder->is_worth_it()) {
    return encoder;
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<ValueEncoder> make_value_encoder(SlotType type, const ShreddedLeaf& leaf) {
  if (type.kind == SlotKind::kVariable32) {
    return std::make_unique<VariableEncoder<uint32_t>>(type, leaf);
  }
  if (type.kind == SlotKind::kVariable64) {
    return std::make_unique<VariableEncoder<uint64_t>>(type, leaf);
  }
  if (type.is_integer) {
    std::unique_ptr<ValueEncoder> packing = type.width == sizeof(uint32_t)
                                                ? packing_encoder<uint32_t>(type, leaf)
                                                : packing_encoder<uint64_t>(type, leaf);
    if (packing != nullptr) {
      return packing;
    }
  }
  return std::make_unique<FlatEncoder>(type, leaf);
}

}  // namespace omnigraph::lance
