// Reads mini-block pages; encode_mini_block.cc has the picture of the bytes.
#include <algorithm>
#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {
namespace {

constexpr size_t kChunkAlignment = 8;

struct Chunk {
  size_t slot_count = 0;
  size_t level_count = 0;
  ByteSpan repetition;
  ByteSpan definition;
  std::array<ByteSpan, kValueBuffersMax> values;
};

// Takes parts off the front of a chunk.
class ChunkCursor {
 public:
  explicit ChunkCursor(ByteSpan bytes) : bytes_(bytes) {}

  template <typename T>
  bool read(size_t* value) {
    if (bytes_.size() - at_ < sizeof(T)) {
      return false;
    }
    *value = load_le<T>(bytes_.data() + at_);
    at_ += sizeof(T);
    return true;
  }
  bool take(size_t size, ByteSpan* part) {
    if (bytes_.size() - at_ < size) {
      return false;
    }
    *part = bytes_.subspan(at_, size);
    at_ += size;
    return align();
  }
  // The padding of the last part may be cut off.
  bool align() {
    at_ = std::min(round_up(at_, kChunkAlignment), bytes_.size());
    return true;
  }

 private:
  ByteSpan bytes_;
  size_t at_ = 0;
};

class MiniBlockDecoder {
 public:
  MiniBlockDecoder(const LeafPath& path, const StoredPage& page, LeafSink& sink)
      : path_(path), page_(page), layout_(page.layout->mini_block_layout()), sink_(sink) {}

  Status decode(RowWindow window) {
    OG_RETURN_IF_ERROR(check_layout());
    OG_ASSIGN_OR_RETURN(map_, page_code_map(path_, layout_.layers()));
    if (layout_.has_dictionary()) {
      OG_ASSIGN_OR_RETURN(dictionary_,
                          StringDictionary::parse(layout_, page_.buffers[2], sink_.type()));
    }
    OG_ASSIGN_OR_RETURN(values_, make_value_decoder(layout_.value_compression(), slots().type()));
    if (layout_.num_buffers() != values_->buffer_count()) {
      return Error(ErrorCode::kCorruption,
                   format("wrong number of value buffers: found {}", layout_.num_buffers()));
    }
    OG_RETURN_IF_ERROR(split_chunks());
    OG_RETURN_IF_ERROR(path_.list_count() == 0 ? decode_rows(window) : decode_lists(window));
    return dictionary_.has_value()
               ? dictionary_->append_items(indices_.values_as<uint32_t>(), sink_)
               : Status();
  }

 private:
  // Where values go: straight to the column, or, as indices, to be looked up at the end.
  LeafSink& slots() { return dictionary_.has_value() ? indices_ : sink_; }

  Status check_layout() {
    if (!layout_.has_large_chunk()) {
      return Error(ErrorCode::kUnsupported, "pages with 16-bit chunk words cannot be read");
    }
    const bool has_lists = path_.list_count() != 0;
    if (layout_.has_rep_compression() != has_lists) {
      return Error(ErrorCode::kCorruption, "repetition levels do not fit the column");
    }
    const size_t expected =
        2U + (layout_.has_dictionary() ? 1 : 0) + (layout_.repetition_index_depth() > 0 ? 1 : 0);
    if (page_.buffers.size() != expected || page_.buffers[0].size() % sizeof(uint32_t) != 0) {
      return Error(ErrorCode::kCorruption,
                   format("wrong buffers of a mini-block page: expected {}, found {}",
                          expected,
                          page_.buffers.size()));
    }
    if (!has_lists && layout_.num_items() != page_.row_count) {
      return Error(ErrorCode::kCorruption,
                   format("wrong number of values: expected {}, found {}",
                          page_.row_count,
                          layout_.num_items()));
    }
    return {};
  }

  Status split_chunks() {
    const Buffer& words = page_.buffers[0];
    const Buffer& bytes = page_.buffers[1];
    const size_t count = words.size() / sizeof(uint32_t);
    uint64_t slots_left = layout_.num_items();
    size_t at = 0;
    chunks_.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      const auto word = load_le<uint32_t>(words.data() + i * sizeof(uint32_t));
      const size_t size = (static_cast<size_t>(word >> 4) + 1) * kChunkAlignment;
      const bool last = i + 1 == count;
      const uint64_t slots = last ? slots_left : uint64_t{1} << (word & 15);
      if (bytes.size() - at < size || slots > slots_left) {
        return Error(ErrorCode::kCorruption, format("chunk {} passes the end of its page", i));
      }
      OG_RETURN_IF_ERROR(
          parse_chunk(i, static_cast<size_t>(slots), bytes.span().subspan(at, size)));
      at += size;
      slots_left -= slots;
    }
    if (slots_left != 0 || at != bytes.size()) {
      return Error(ErrorCode::kCorruption, "the chunks of a page are not all of it");
    }
    return {};
  }

  Status parse_chunk(size_t index, size_t slot_count, ByteSpan bytes) {
    ChunkCursor cursor(bytes);
    Chunk chunk;
    chunk.slot_count = slot_count;
    size_t repetition_size = 0;
    size_t definition_size = 0;
    std::array<size_t, kValueBuffersMax> value_sizes{};
    bool ok = cursor.read<uint16_t>(&chunk.level_count);
    if (layout_.has_rep_compression()) {
      ok = ok && cursor.read<uint16_t>(&repetition_size);
    }
    if (layout_.has_def_compression()) {
      ok = ok && cursor.read<uint16_t>(&definition_size);
    }
    for (size_t i = 0; i < values_->buffer_count(); ++i) {
      ok = ok && cursor.read<uint32_t>(&value_sizes[i]);
    }
    ok = ok && cursor.align();
    ok = ok && (!layout_.has_rep_compression() || cursor.take(repetition_size, &chunk.repetition));
    ok = ok && (!layout_.has_def_compression() || cursor.take(definition_size, &chunk.definition));
    for (size_t i = 0; i < values_->buffer_count(); ++i) {
      ok = ok && cursor.take(value_sizes[i], &chunk.values[i]);
    }
    if (!ok) {
      return Error(ErrorCode::kCorruption, format("parts of chunk {} pass its end", index));
    }
    chunks_.push_back(chunk);
    return {};
  }

  // No lists: row i is slot i, so chunks outside of the window are not looked at.
  Status decode_rows(RowWindow window) {
    uint64_t first = 0;
    for (const Chunk& chunk : chunks_) {
      const uint64_t begin = std::clamp(window.begin, first, first + chunk.slot_count) - first;
      const uint64_t end = std::clamp(window.end, first, first + chunk.slot_count) - first;
      first += chunk.slot_count;
      if (begin < end) {
        OG_RETURN_IF_ERROR(values_->decode(chunk.values, chunk.slot_count, begin, end, slots()));
        OG_RETURN_IF_ERROR(decode_definition(chunk, begin, end));
      }
    }
    return {};
  }

  Status decode_definition(const Chunk& chunk, size_t begin, size_t end) {
    if (!layout_.has_def_compression()) {
      sink_.append_plain_entries(end - begin);
      return {};
    }
    if (chunk.level_count != chunk.slot_count) {
      return Error(ErrorCode::kCorruption,
                   format("wrong number of levels: expected {}, found {}",
                          chunk.slot_count,
                          chunk.level_count));
    }
    std::vector<Level> levels;
    OG_RETURN_IF_ERROR(
        decode_levels(layout_.def_compression(), chunk.definition, chunk.level_count, levels));
    OG_RETURN_IF_ERROR(translate_definition(map_, levels));
    sink_.append_entries({}, std::span(levels).subspan(begin, end - begin));
    return {};
  }

  // Lists: the levels of the whole page say where its rows begin.
  Status decode_lists(RowWindow window) {
    PageLevels levels;
    for (const Chunk& chunk : chunks_) {
      OG_RETURN_IF_ERROR(decode_levels(
          layout_.rep_compression(), chunk.repetition, chunk.level_count, levels.repetition));
      if (layout_.has_def_compression()) {
        OG_RETURN_IF_ERROR(decode_levels(
            layout_.def_compression(), chunk.definition, chunk.level_count, levels.definition));
      } else {
        levels.definition.resize(levels.repetition.size());
      }
    }
    OG_RETURN_IF_ERROR(translate_definition(map_, levels.definition));
    OG_ASSIGN_OR_RETURN(const LevelWindow found,
                        find_window(path_, levels, page_.row_count, layout_.num_items(), window));
    const size_t count = found.entry_end - found.entry_begin;
    sink_.append_entries(std::span(levels.repetition).subspan(found.entry_begin, count),
                         std::span(levels.definition).subspan(found.entry_begin, count));
    size_t first = 0;
    for (const Chunk& chunk : chunks_) {
      const size_t begin = std::clamp(found.slot_begin, first, first + chunk.slot_count) - first;
      const size_t end = std::clamp(found.slot_end, first, first + chunk.slot_count) - first;
      first += chunk.slot_count;
      if (begin < end) {
        OG_RETURN_IF_ERROR(values_->decode(chunk.values, chunk.slot_count, begin, end, slots()));
      }
    }
    return {};
  }

  const LeafPath& path_;
  const StoredPage& page_;
  const pb::MiniBlockLayout& layout_;
  LeafSink& sink_;
  std::optional<StringDictionary> dictionary_;
  LeafSink indices_{slot_type_of(columnar::TypeKind::kUInt32)};
  PageCodeMap map_;
  std::unique_ptr<ValueDecoder> values_;
  std::vector<Chunk> chunks_;
};

}  // namespace

Status decode_mini_block(const LeafPath& path,
                         const StoredPage& page,
                         RowWindow window,
                         LeafSink& sink) {
  return MiniBlockDecoder(path, page, sink).decode(window);
}

}  // namespace omnigraph::lance
