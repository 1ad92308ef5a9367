// Full-zip pages: wide values, one after another, each with its levels in front.
//
//   buffer 0   per entry: control word (only if the page has levels: definition in the low bits,
//              repetition above; 1, 2 or 4 bytes), then the value. Fixed width: always its bytes.
//              Variable width: u32 or u64 length and the bytes; nothing at all for a null
//   buffer 1   variable width or lists: byte offset of each row in buffer 0, and the end
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"

namespace omnigraph::lance {
namespace {

size_t control_bytes(uint32_t bits) {
  return bits == 0 ? 0 : bits <= 8 ? 1 : bits <= 16 ? 2 : 4;
}

size_t offset_bytes(uint64_t largest) {
  const uint32_t bits = bits_for(largest);
  return bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
}

Buffer row_index(const std::vector<uint64_t>& row_offsets) {
  const size_t width = offset_bytes(row_offsets.back());
  BufferBuilder index;
  index.reserve(row_offsets.size() * width);
  for (const uint64_t offset : row_offsets) {
    index.append(&offset, width);  // little endian
  }
  return index.finish();
}

// Entry by entry. Values come from the copier; a null's slot is taken out of it and dropped.
class Zipper {
 public:
  Zipper(const LeafPath& path, SlotType type, const ShreddedLeaf& leaf, const PageCodes& codes)
      : type_(type),
        leaf_(leaf),
        codes_(codes),
        copier_(leaf, type),
        has_slot_(path.slot_table()),
        new_row_(path.list_count()),
        bits_def_(bits_for(codes.largest)),
        bits_rep_(bits_for(path.list_count())) {
    if (type.is_variable()) {
      offsets_ = slot_offsets(leaf);
    }
  }

  void zip() {
    const size_t control = control_bytes(bits_def_ + bits_rep_);
    bytes_.reserve(
        leaf_.entry_count * (control + type_.width) +
        (offsets_.empty() ? 0 : offsets_.back() + leaf_.slot_count * type_.offset_width()));
    for (size_t i = 0; i < leaf_.entry_count; ++i) {
      const Level definition = leaf_.definition.empty() ? Level{0} : leaf_.definition[i];
      const Level repetition = leaf_.repetition.empty() ? Level{0} : leaf_.repetition[i];
      if (repetition == new_row_) {
        row_offsets_.push_back(bytes_.size());
      }
      const uint32_t word = static_cast<uint32_t>(codes_.to_page[definition]) |
                            static_cast<uint32_t>(repetition) << bits_def_;
      bytes_.append(&word, control);
      if (has_slot_[definition]) {
        add_slot(definition == 0);
      }
    }
    row_offsets_.push_back(bytes_.size());
  }

  void finish(EncodedPage& page) {
    pb::FullZipLayout* layout = page.layout.mutable_full_zip_layout();
    layout->set_bits_def(bits_def_);
    layout->set_bits_rep(bits_rep_);
    if (type_.is_variable()) {
      layout->set_bits_per_offset(static_cast<uint32_t>(type_.offset_width() * 8));
    } else {
      layout->set_bits_per_value(static_cast<uint32_t>(type_.width * 8));
    }
    layout->set_num_items(static_cast<uint32_t>(leaf_.entry_count));
    layout->set_num_visible_items(static_cast<uint32_t>(leaf_.slot_count));
    set_plain_encoding(type_, layout->mutable_value_compression());
    for (const pb::RepDefLayer layer : codes_.layers) {
      layout->add_layers(layer);
    }
    page.buffers.push_back(bytes_.finish());
    if (type_.is_variable() || new_row_ != 0) {
      page.buffers.push_back(row_index(row_offsets_));
    }
  }

 private:
  void add_slot(bool valid) {
    const size_t slot = slot_++;
    if (!type_.is_variable()) {
      copier_.append_next(1, bytes_);
      return;
    }
    if (!valid) {
      BufferBuilder dropped;
      copier_.append_next(1, dropped);
      return;
    }
    const uint64_t length = offsets_[slot + 1] - offsets_[slot];
    bytes_.append(&length, type_.offset_width());
    copier_.append_next(1, bytes_);
  }

  SlotType type_;
  const ShreddedLeaf& leaf_;
  const PageCodes& codes_;
  SlotCopier copier_;
  std::array<bool, kCodesMax> has_slot_;
  Level new_row_;
  uint32_t bits_def_;
  uint32_t bits_rep_;
  std::vector<uint64_t> offsets_;
  std::vector<uint64_t> row_offsets_;
  size_t slot_ = 0;
  BufferBuilder bytes_;
};

}  // namespace

EncodedPage encode_full_zip(const LeafPath& path,
                            SlotType type,
                            const ShreddedLeaf& leaf,
                            const PageCodes& codes) {
  EncodedPage page;
  Zipper zipper(path, type, leaf, codes);
  zipper.zip();
  zipper.finish(page);
  return page;
}

}  // namespace omnigraph::lance
