// Mini-block pages: narrow values in chunks of a few KiB, each with its levels.
//
//   chunk words       one u32 per chunk: bits 0-3 log2(values), 0 in the last chunk; bits 4-31
//   chunk
//                     bytes / 8 - 1
//   chunks            u16 level entries (0 without levels); u16 repetition bytes and u16 definition
//                     bytes, where the page has them; u32 value bytes; then these three, each
//                     padded to 8 bytes
//   dictionary        only of dictionary pages (encode_dictionary.cc)
//   repetition index  pages with lists: per chunk u64 rows that end in it, u64 entries after the
//   last
//                     of them
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

constexpr size_t kChunkAlignment = 8;

struct Chunk {
  size_t slot_begin = 0;
  size_t slot_count = 0;
  size_t entry_begin = 0;
  size_t entry_end = 0;
};

// Where each chunk's entries begin: at the entry of its first slot, the first chunk at 0.
std::vector<Chunk> plan_chunks(const LeafPath& path,
                               const ShreddedLeaf& leaf,
                               const ValueEncoder& values) {
  std::vector<Chunk> chunks;
  const std::array<bool, kCodesMax> has_slot = path.slot_table();
  const bool one_to_one = leaf.entry_count == leaf.slot_count;
  size_t entry = 0;
  for (size_t slot = 0; slot < leaf.slot_count;) {
    Chunk chunk{slot, values.chunk_slots(slot), entry, 0};
    slot += chunk.slot_count;
    if (one_to_one) {
      entry = slot;
    } else {
      for (size_t left = chunk.slot_count; entry < leaf.entry_count; ++entry) {
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
  // `definition` are the page's own codes.
  ChunkWriter(ValueEncoder& values,
              std::span<const Level> repetition,
              std::span<const Level> definition,
              const LevelEncoder& repetition_encoder,
              const LevelEncoder& definition_encoder)
      : values_(values),
        repetition_(repetition),
        definition_(definition),
        repetition_encoder_(repetition_encoder),
        definition_encoder_(definition_encoder) {}

  void write(const Chunk& chunk, bool last) {
    const size_t start = bytes_.size();
    const size_t entries = chunk.entry_end - chunk.entry_begin;
    const bool has_levels = !repetition_.empty() || !definition_.empty();
    bytes_.push<uint16_t>(has_levels ? static_cast<uint16_t>(entries) : uint16_t{0});
    if (!repetition_.empty()) {
      bytes_.push<uint16_t>(static_cast<uint16_t>(repetition_encoder_.size_bytes(entries)));
    }
    if (!definition_.empty()) {
      bytes_.push<uint16_t>(static_cast<uint16_t>(definition_encoder_.size_bytes(entries)));
    }
    bytes_.push<uint32_t>(
        static_cast<uint32_t>(values_.chunk_bytes(chunk.slot_begin, chunk.slot_count)));
    pad_to(bytes_, kChunkAlignment);
    if (!repetition_.empty()) {
      repetition_encoder_.append(repetition_.subspan(chunk.entry_begin, entries), bytes_);
      pad_to(bytes_, kChunkAlignment);
    }
    if (!definition_.empty()) {
      definition_encoder_.append(definition_.subspan(chunk.entry_begin, entries), bytes_);
      pad_to(bytes_, kChunkAlignment);
    }
    values_.append_chunk(chunk.slot_begin, chunk.slot_count, bytes_);
    pad_to(bytes_, kChunkAlignment);
    const size_t words = (bytes_.size() - start) / kChunkAlignment;
    const auto log2_count = last ? 0U : static_cast<uint32_t>(std::countr_zero(chunk.slot_count));
    words_.push<uint32_t>(static_cast<uint32_t>(words - 1) << 4 | log2_count);
  }

  void reserve(size_t bytes) { bytes_.reserve(bytes); }
  void finish(EncodedPage& page) {
    page.buffers.push_back(words_.finish());
    page.buffers.push_back(bytes_.finish());
  }

 private:
  ValueEncoder& values_;
  std::span<const Level> repetition_;
  std::span<const Level> definition_;
  const LevelEncoder& repetition_encoder_;
  const LevelEncoder& definition_encoder_;
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

size_t total_bytes(const std::vector<Chunk>& chunks,
                   const ValueEncoder& values,
                   size_t level_count) {
  size_t total = level_count * sizeof(Level);
  for (const Chunk& chunk : chunks) {
    total += values.chunk_bytes(chunk.slot_begin, chunk.slot_count) + 5 * kChunkAlignment;
  }
  return total;
}

}  // namespace

EncodedPage encode_mini_block(const LeafPath& path,
                              SlotType type,
                              const ShreddedLeaf& leaf,
                              const PageCodes& codes) {
  EncodedPage page;
  pb::MiniBlockLayout* layout = page.layout.mutable_mini_block_layout();
  const std::unique_ptr<ValueEncoder> values = make_value_encoder(type, leaf);
  values->describe(layout->mutable_value_compression());
  std::vector<Level> definition(leaf.definition.size());
  std::transform(
      leaf.definition.begin(), leaf.definition.end(), definition.begin(), [&](Level code) {
        return codes.to_page[code];
      });
  const LevelEncoder repetition_encoder(path.list_count());
  const LevelEncoder definition_encoder(codes.largest);
  if (!leaf.repetition.empty()) {
    repetition_encoder.describe(layout->mutable_rep_compression());
    layout->set_repetition_index_depth(1);
  }
  if (!definition.empty()) {
    definition_encoder.describe(layout->mutable_def_compression());
  }
  for (const pb::RepDefLayer layer : codes.layers) {
    layout->add_layers(layer);
  }
  layout->set_num_buffers(1);
  layout->set_num_items(leaf.slot_count);
  layout->set_has_large_chunk(true);

  const std::vector<Chunk> chunks = plan_chunks(path, leaf, *values);
  ChunkWriter writer(*values, leaf.repetition, definition, repetition_encoder, definition_encoder);
  writer.reserve(total_bytes(chunks, *values, leaf.repetition.size() + definition.size()));
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
