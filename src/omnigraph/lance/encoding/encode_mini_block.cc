// Mini-block pages: narrow values in chunks of a few KiB, each with its levels.
//
//   buffer 0   one u32 per chunk: bits 0-3 log2(values), 0 in the last chunk; bits 4-31 chunk
//              bytes / 8 - 1
//   buffer 1   the chunks: u16 level entries (0 without levels); u16 repetition bytes and u16
//              definition bytes, where the page has them; u32 value bytes; then these three, each
//              padded to 8 bytes
//   buffer 2   pages with lists: per chunk u64 rows that end in it, u64 entries after the last of
//              them
//
// A chunk holds a power of two of value slots, but the last, which holds the rest. Entries without
// a slot (empty and null lists) belong to the chunk of the slot before them; those before the first
// slot to the first chunk.
#include <algorithm>
#include <bit>

#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kChunkTargetBytes = 8192;
constexpr size_t kChunkValuesMax = 4096;
constexpr size_t kChunkAlignment = 8;

struct Chunk {
  size_t slot_begin = 0;
  size_t slot_count = 0;
  size_t entry_begin = 0;
  size_t entry_end = 0;
};

// The values that fit a chunk when each takes `width_bits`.
size_t fixed_chunk_values(uint64_t width_bits) {
  const uint64_t fit = kChunkTargetBytes * 8 / std::max<uint64_t>(width_bits, 1);
  return std::bit_floor(std::clamp<uint64_t>(fit, 2, kChunkValuesMax));
}

// Slots of each chunk. `offsets` are those of variable-width slots, else empty.
std::vector<size_t> chunk_sizes(SlotType type,
                                size_t slot_count,
                                const std::vector<uint64_t>& offsets) {
  std::vector<size_t> sizes;
  const size_t fixed = fixed_chunk_values(type.kind == SlotKind::kBit ? 1 : type.width * 8);
  for (size_t begin = 0; begin < slot_count;) {
    const size_t left = slot_count - begin;
    size_t count = std::min(left, type.is_variable() ? kChunkValuesMax : fixed);
    if (type.is_variable()) {
      const auto bytes = [&](size_t n) {
        return offsets[begin + n] - offsets[begin] + n * type.offset_width();
      };
      if (bytes(count) > kChunkTargetBytes || count < left) {
        count = std::bit_floor(count);
      }
      while (count > 2 && bytes(count) > kChunkTargetBytes) {
        count /= 2;
      }
    }
    sizes.push_back(count);
    begin += count;
  }
  return sizes;
}

// Where each chunk's entries begin: at the entry of its first slot, the first chunk at 0.
std::vector<Chunk> plan_chunks(const LeafPath& path,
                               const ShreddedLeaf& leaf,
                               const std::vector<size_t>& sizes) {
  std::vector<Chunk> chunks;
  const std::array<bool, kCodesMax> has_slot = path.slot_table();
  const bool one_to_one = leaf.entry_count == leaf.slot_count;
  size_t slot = 0;
  size_t entry = 0;  // the entry of slot number `slot`, or one before it without a slot
  for (const size_t size : sizes) {
    Chunk chunk{slot, size, entry, 0};
    slot += size;
    if (one_to_one) {
      entry = slot;
    } else {
      for (size_t left = size; entry < leaf.entry_count; ++entry) {
        const bool visible = has_slot[leaf.definition[entry]];
        if (visible && left == 0) {
          break;
        }
        left -= visible ? 1 : 0;
      }
    }
    chunk.entry_end = entry;
    chunks.push_back(chunk);
  }
  return chunks;
}

class ChunkWriter {
 public:
  ChunkWriter(SlotType type,
              const ShreddedLeaf& leaf,
              const PageCodes& codes,
              const std::vector<uint64_t>& offsets)
      : type_(type), leaf_(leaf), codes_(codes), offsets_(offsets), copier_(leaf, type) {}

  void write(const Chunk& chunk, bool last) {
    const size_t start = bytes_.size();
    const size_t entries = chunk.entry_end - chunk.entry_begin;
    const bool has_repetition = !leaf_.repetition.empty();
    const bool has_definition = !leaf_.definition.empty();
    const auto level_bytes = static_cast<uint16_t>(entries * sizeof(Level));
    bytes_.push<uint16_t>(has_repetition || has_definition ? static_cast<uint16_t>(entries)
                                                           : uint16_t{0});
    if (has_repetition) {
      bytes_.push<uint16_t>(level_bytes);
    }
    if (has_definition) {
      bytes_.push<uint16_t>(level_bytes);
    }
    bytes_.push<uint32_t>(static_cast<uint32_t>(value_bytes(chunk)));
    pad_to(bytes_, kChunkAlignment);
    if (has_repetition) {
      bytes_.append(leaf_.repetition.data() + chunk.entry_begin, level_bytes);
      pad_to(bytes_, kChunkAlignment);
    }
    if (has_definition) {
      write_definition(chunk);
      pad_to(bytes_, kChunkAlignment);
    }
    write_values(chunk);
    pad_to(bytes_, kChunkAlignment);
    const size_t words = (bytes_.size() - start) / kChunkAlignment;
    const auto log2_count = last ? 0U : static_cast<uint32_t>(std::countr_zero(chunk.slot_count));
    words_.push<uint32_t>(static_cast<uint32_t>(words - 1) << 4 | log2_count);
  }

  void finish(EncodedPage& page) {
    page.buffers.push_back(words_.finish());
    page.buffers.push_back(bytes_.finish());
  }

  void reserve(size_t bytes) { bytes_.reserve(bytes); }

 private:
  size_t value_bytes(const Chunk& chunk) const {
    switch (type_.kind) {
      case SlotKind::kBit:
        return columnar::bitmap_bytes(chunk.slot_count);
      case SlotKind::kFixed:
        return chunk.slot_count * type_.width;
      default: {
        const uint64_t text =
            offsets_[chunk.slot_begin + chunk.slot_count] - offsets_[chunk.slot_begin];
        // Readers want whole offset words.
        return round_up((chunk.slot_count + 1) * type_.offset_width() + text, type_.offset_width());
      }
    }
  }

  void write_definition(const Chunk& chunk) {
    for (size_t i = chunk.entry_begin; i < chunk.entry_end; ++i) {
      bytes_.push<Level>(codes_.to_page[leaf_.definition[i]]);
    }
  }

  template <typename Offset>
  void write_offsets(const Chunk& chunk) {
    // Counted from the start of the value buffer.
    const uint64_t shift = (chunk.slot_count + 1) * sizeof(Offset) - offsets_[chunk.slot_begin];
    for (size_t i = 0; i <= chunk.slot_count; ++i) {
      bytes_.push<Offset>(static_cast<Offset>(offsets_[chunk.slot_begin + i] + shift));
    }
  }

  void write_values(const Chunk& chunk) {
    if (type_.kind == SlotKind::kVariable32) {
      write_offsets<uint32_t>(chunk);
    } else if (type_.kind == SlotKind::kVariable64) {
      write_offsets<uint64_t>(chunk);
    }
    copier_.append_next(chunk.slot_count, bytes_);
  }

  SlotType type_;
  const ShreddedLeaf& leaf_;
  const PageCodes& codes_;
  const std::vector<uint64_t>& offsets_;
  SlotCopier copier_;
  BufferBuilder words_;
  BufferBuilder bytes_;
};

Buffer repetition_index(const std::vector<Chunk>& chunks,
                        const std::vector<Level>& repetition,
                        Level new_row) {
  BufferBuilder index;
  size_t row_begin = 0;  // of the row that is not complete yet
  for (const Chunk& chunk : chunks) {
    uint64_t rows = 0;
    for (size_t entry = chunk.entry_begin + 1; entry <= chunk.entry_end; ++entry) {
      if (entry == repetition.size() || repetition[entry] == new_row) {
        ++rows;
        row_begin = entry;
      }
    }
    index.push<uint64_t>(rows);
    index.push<uint64_t>(chunk.entry_end - std::max(row_begin, chunk.entry_begin));
  }
  return index.finish();
}

}  // namespace

EncodedPage encode_mini_block(const LeafPath& path,
                              SlotType type,
                              const ShreddedLeaf& leaf,
                              const PageCodes& codes) {
  EncodedPage page;
  pb::MiniBlockLayout* layout = page.layout.mutable_mini_block_layout();
  if (!leaf.repetition.empty()) {
    layout->mutable_rep_compression()->mutable_flat()->set_bits_per_value(sizeof(Level) * 8);
    layout->set_repetition_index_depth(1);
  }
  if (!leaf.definition.empty()) {
    layout->mutable_def_compression()->mutable_flat()->set_bits_per_value(sizeof(Level) * 8);
  }
  set_plain_encoding(type, layout->mutable_value_compression());
  for (const pb::RepDefLayer layer : codes.layers) {
    layout->add_layers(layer);
  }
  layout->set_num_buffers(1);
  layout->set_num_items(leaf.slot_count);
  layout->set_has_large_chunk(true);

  std::vector<uint64_t> offsets;
  if (type.is_variable()) {
    offsets = slot_offsets(leaf);
  }
  const std::vector<Chunk> chunks =
      plan_chunks(path, leaf, chunk_sizes(type, leaf.slot_count, offsets));
  ChunkWriter writer(type, leaf, codes, offsets);
  const size_t value_bytes = type.is_variable()
                                 ? offsets.back() + offsets.size() * type.offset_width()
                                 : leaf.slot_count * std::max<size_t>(type.width, 1);
  writer.reserve(value_bytes + chunks.size() * 64 +
                 (leaf.repetition.size() + leaf.definition.size()) * sizeof(Level));
  for (const Chunk& chunk : chunks) {
    writer.write(chunk, &chunk == &chunks.back());
  }
  writer.finish(page);
  if (!leaf.repetition.empty()) {
    page.buffers.push_back(repetition_index(chunks, leaf.repetition, path.list_count()));
  }
  return page;
}

}  // namespace omnigraph::lance
