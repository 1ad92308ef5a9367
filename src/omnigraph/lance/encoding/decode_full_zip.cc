// Reads full-zip pages; encode_full_zip.cc has the picture of the bytes. Walks the entries from the
// start of the page: their sizes are only known one by one.
#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"

namespace omnigraph::lance {
namespace {

class FullZipDecoder {
 public:
  FullZipDecoder(const LeafPath& path, const StoredPage& page, LeafSink& sink)
      : path_(path),
        page_(page),
        layout_(page.layout->full_zip_layout()),
        sink_(sink),
        has_slot_(path.slot_table()),
        new_row_(path.list_count()) {}

  Status decode(RowWindow window) {
    OG_ASSIGN_OR_RETURN(map_, page_code_map(path_, layout_.layers()));
    OG_RETURN_IF_ERROR(check_layout());
    if (control_bytes_ == 0 && !sink_.type().is_variable()) {
      return copy_rows(window);
    }
    OG_RETURN_IF_ERROR(walk(window));
    sink_.append_entries(repetition_, definition_);
    return {};
  }

 private:
  Status check_layout() {
    const SlotType type = sink_.type();
    OG_RETURN_IF_ERROR(check_plain_encoding(layout_.value_compression(), type));
    const uint64_t expected_bits = type.is_variable() ? type.offset_width() * 8 : type.width * 8;
    const uint64_t found_bits =
        type.is_variable() ? layout_.bits_per_offset() : layout_.bits_per_value();
    if (type.kind == SlotKind::kBit || expected_bits != found_bits) {
      return Error(
          ErrorCode::kCorruption,
          format("wrong width of values: expected {}, found {}", expected_bits, found_bits));
    }
    const bool needs_index = type.is_variable() || new_row_ != 0;
    if (page_.buffers.size() != (needs_index ? 2U : 1U)) {
      return Error(ErrorCode::kCorruption,
                   format("wrong buffers of a full-zip page: found {}", page_.buffers.size()));
    }
    if (layout_.bits_def() > 16 || layout_.bits_rep() > 16) {
      return Error(ErrorCode::kCorruption, "levels of a full-zip page are too wide");
    }
    const uint32_t bits = layout_.bits_def() + layout_.bits_rep();
    control_bytes_ = bits == 0 ? 0 : bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
    return {};
  }

  // Fixed width without levels: the page is an array.
  Status copy_rows(RowWindow window) {
    const Buffer& bytes = page_.buffers[0];
    const size_t width = sink_.type().width;
    if (bytes.size() % width != 0 || bytes.size() / width != page_.row_count) {
      return Error(ErrorCode::kCorruption,
                   format("wrong size of values: expected {} of {} bytes, found {} bytes",
                          page_.row_count,
                          width,
                          bytes.size()));
    }
    const auto count = static_cast<size_t>(window.end - window.begin);
    sink_.append_fixed(bytes.data() + window.begin * width, count);
    sink_.append_plain_entries(count);
    return {};
  }

  bool read_control(Level* repetition, Level* definition) {
    const ByteSpan bytes = page_.buffers[0].span();
    if (bytes.size() - at_ < control_bytes_) {
      return false;
    }
    uint32_t word = 0;
    std::memcpy(&word, bytes.data() + at_, control_bytes_);
    at_ += control_bytes_;
    *definition = static_cast<Level>(word & ((1U << layout_.bits_def()) - 1));
    *repetition = static_cast<Level>(word >> layout_.bits_def() & ((1U << layout_.bits_rep()) - 1));
    return true;
  }

  // The bytes of the next value; false if they pass the end.
  bool read_value(ByteSpan* value) {
    const ByteSpan bytes = page_.buffers[0].span();
    uint64_t length = sink_.type().width;
    if (sink_.type().is_variable()) {
      const size_t prefix = sink_.type().offset_width();
      if (bytes.size() - at_ < prefix) {
        return false;
      }
      length = 0;
      std::memcpy(&length, bytes.data() + at_, prefix);
      at_ += prefix;
    }
    if (bytes.size() - at_ < length) {
      return false;
    }
    *value = bytes.subspan(at_, length);
    at_ += length;
    return true;
  }

  Status walk(RowWindow window) {
    const size_t end = page_.buffers[0].size();
    uint64_t row = 0;  // rows started
    while (at_ < end) {
      const size_t entry_at = at_;
      Level repetition = 0;
      Level level = 0;
      if (!read_control(&repetition, &level)) {
        return Error(ErrorCode::kCorruption,
                     format("an entry of a full-zip page passes its end: at {}", entry_at));
      }
      if (level > map_.largest || repetition > new_row_ || (row == 0 && repetition != new_row_)) {
        return Error(ErrorCode::kCorruption,
                     format("wrong levels in a full-zip page: found {} and {} at {}",
                            repetition,
                            level,
                            entry_at));
      }
      row += repetition == new_row_ ? 1 : 0;
      const bool wanted = row > window.begin && row <= window.end;
      const Level code = map_.to_code[level];
      OG_RETURN_IF_ERROR(take_value(code, wanted, entry_at));
      if (wanted) {
        definition_.push_back(code);
        if (new_row_ != 0) {
          repetition_.push_back(repetition);
        }
      }
    }
    if (row != page_.row_count) {
      return Error(ErrorCode::kCorruption,
                   format("wrong number of rows in a full-zip page: expected {}, found {}",
                          page_.row_count,
                          row));
    }
    return {};
  }

  Status take_value(Level code, bool wanted, size_t entry_at) {
    if (!has_slot_[code]) {
      return {};
    }
    ByteSpan value;
    const bool stored = code == 0 || !sink_.type().is_variable();
    if (stored && !read_value(&value)) {
      return Error(ErrorCode::kCorruption,
                   format("a value of a full-zip page passes its end: at {}", entry_at));
    }
    if (!wanted) {
      return {};
    }
    if (!sink_.type().is_variable()) {
      sink_.append_fixed(value.data(), 1);
      return {};
    }
    return sink_.append_value(value);
  }

  const LeafPath& path_;
  const StoredPage& page_;
  const pb::FullZipLayout& layout_;
  LeafSink& sink_;
  PageCodeMap map_;
  std::array<bool, kCodesMax> has_slot_;
  Level new_row_;
  size_t control_bytes_ = 0;
  size_t at_ = 0;
  std::vector<Level> repetition_;
  std::vector<Level> definition_;
};

}  // namespace

Status decode_full_zip(const LeafPath& path,
                       const StoredPage& page,
                       RowWindow window,
                       LeafSink& sink) {
  return FullZipDecoder(path, page, sink).decode(window);
}

}  // namespace omnigraph::lance
