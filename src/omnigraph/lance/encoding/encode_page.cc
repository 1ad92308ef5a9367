#include <algorithm>
#include <cstring>

#include "omnigraph/base/format.h"
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"
#include "omnigraph/lance/encoding/text.h"

namespace omnigraph::lance {
namespace {

// Wider values than this on average, or one wider than the second limit, go into a full-zip page:
// in a mini-block page they would make chunks that are too large to read for one value.
constexpr uint64_t kMiniBlockAverageMaxBytes = 255;
constexpr uint64_t kMiniBlockValueMaxBytes = 4096;
constexpr size_t kConstantMaxBytes = 32;

const std::byte* fixed_slot(const columnar::Array& array, size_t i, SlotType type) {
  const columnar::Array& holder = type.items_per_value == 0 ? array : array.child(0);
  return holder.values().data() + i * type.width;
}

// The one value of all slots, or nothing. Compares each value with the one before it.
ByteSpan constant_value(const ShreddedLeaf& leaf, SlotType type) {
  if (type.kind != SlotKind::kFixed || type.items_per_value != 0 ||
      type.width > kConstantMaxBytes) {
    return {};
  }
  const std::byte* first = fixed_slot(*leaf.runs[0].array, leaf.runs[0].begin, type);
  for (const SlotRun& run : leaf.runs) {
    const std::byte* values = fixed_slot(*run.array, run.begin, type);
    if (std::memcmp(values, first, type.width) != 0 ||
        std::memcmp(values, values + type.width, (run.count - 1) * type.width) != 0) {
      return {};
    }
  }
  return {first, type.width};
}

Status check_text(const ShreddedLeaf& leaf) {
  for (const SlotRun& run : leaf.runs) {
    if (!is_valid_text(run.array->offsets().as<int32_t>().subspan(run.begin, run.count + 1),
                       run.array->values().span())) {
      return Error(ErrorCode::kInvalidArgument, "a string is not valid UTF-8");
    }
  }
  return {};
}

// Whether values are so wide that each should be reachable alone.
bool prefers_full_zip(const LeafPath& path, SlotType type, const ShreddedLeaf& leaf) {
  if (!type.is_variable()) {
    // Items of lists stay in mini-blocks: wide ones only make chunks of fewer values.
    return type.kind == SlotKind::kFixed && type.width > kMiniBlockAverageMaxBytes &&
           path.list_count() == 0;
  }
  const std::vector<uint64_t> offsets = slot_offsets(leaf);
  uint64_t widest = 0;
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    widest = std::max(widest, offsets[i + 1] - offsets[i]);
  }
  return widest > kMiniBlockValueMaxBytes ||
         offsets.back() > kMiniBlockAverageMaxBytes * leaf.slot_count;
}

}  // namespace

PageCodes page_codes(const LeafPath& path, uint64_t codes_used) {
  const auto used = [&](Level code) { return (codes_used >> code & 1) != 0; };
  PageCodes codes;
  for (size_t i = 0; i < path.layer_count(); ++i) {
    const bool null = used(null_code(i));
    const bool empty = used(empty_code(i));
    if (null) {
      codes.to_page[null_code(i)] = ++codes.largest;
    }
    if (empty) {
      codes.to_page[empty_code(i)] = ++codes.largest;
    }
    if (!path.is_list[i]) {
      codes.layers.push_back(null ? pb::REPDEF_NULLABLE_ITEM : pb::REPDEF_ALL_VALID_ITEM);
    } else if (null) {
      codes.layers.push_back(empty ? pb::REPDEF_NULL_AND_EMPTY_LIST : pb::REPDEF_NULLABLE_LIST);
    } else {
      codes.layers.push_back(empty ? pb::REPDEF_EMPTYABLE_LIST : pb::REPDEF_ALL_VALID_LIST);
    }
  }
  return codes;
}

std::vector<uint64_t> slot_offsets(const ShreddedLeaf& leaf) {
  std::vector<uint64_t> sums;
  sums.reserve(leaf.slot_count + 1);
  sums.push_back(0);
  const auto add = [&]<typename T>(std::span<const T> offsets) {
    const uint64_t shift = sums.back() - static_cast<uint64_t>(offsets[0]);
    for (const T offset : offsets.subspan(1)) {
      sums.push_back(static_cast<uint64_t>(offset) + shift);
    }
  };
  for (const SlotRun& run : leaf.runs) {
    if (run.array->kind() == columnar::TypeKind::kString) {
      add(run.array->offsets().as<int32_t>().subspan(run.begin, run.count + 1));
    } else {
      add(run.array->offsets().as<int64_t>().subspan(run.begin, run.count + 1));
    }
  }
  return sums;
}

void SlotCopier::append_run(const columnar::Array& array,
                            size_t begin,
                            size_t count,
                            size_t base,
                            size_t done,
                            BufferBuilder& out) {
  switch (type_.kind) {
    case SlotKind::kBit:
      out.resize(base + columnar::bitmap_bytes(done + count));
      copy_bits(array.values().data(), begin, out.data(), base * 8 + done, count);
      break;
    case SlotKind::kFixed:
      out.append(fixed_slot(array, begin, type_), count * type_.width);
      break;
    case SlotKind::kVariable32: {
      const auto offsets = array.offsets().as<int32_t>();
      const auto from = static_cast<size_t>(offsets[begin]);
      out.append(array.values().data() + from, static_cast<size_t>(offsets[begin + count]) - from);
      break;
    }
    case SlotKind::kVariable64: {
      const auto offsets = array.offsets().as<int64_t>();
      const auto from = static_cast<size_t>(offsets[begin]);
      out.append(array.values().data() + from, static_cast<size_t>(offsets[begin + count]) - from);
      break;
    }
  }
}

void SlotCopier::append_next(size_t count, BufferBuilder& out) {
  const size_t base = out.size();
  for (size_t done = 0; done < count;) {
    const SlotRun& run = leaf_.runs[run_];
    const size_t part = std::min(count - done, run.count - used_);
    append_run(*run.array, run.begin + used_, part, base, done, out);
    done += part;
    used_ += part;
    if (used_ == run.count) {
      ++run_;
      used_ = 0;
    }
  }
}

void set_plain_encoding(SlotType type, pb::CompressiveEncoding* encoding) {
  if (type.is_variable()) {
    encoding->mutable_variable()->mutable_offsets()->mutable_flat()->set_bits_per_value(
        type.offset_width() * 8);
    return;
  }
  if (type.items_per_value != 0) {
    pb::FixedSizeList* list = encoding->mutable_fixed_size_list();
    list->set_items_per_value(type.items_per_value);
    encoding = list->mutable_values();
    encoding->mutable_flat()->set_bits_per_value(sizeof(float) * 8);
    return;
  }
  encoding->mutable_flat()->set_bits_per_value(type.kind == SlotKind::kBit ? 1 : type.width * 8);
}

Result<EncodedPage> encode_page(const LeafPath& path, SlotType type, const ShreddedLeaf& leaf) {
  const PageCodes codes = page_codes(path, leaf.codes_used);
  if (leaf.slot_count == 0) {
    return encode_levels_only(leaf, codes);
  }
  if (leaf.entry_count - leaf.slot_count > kHiddenEntriesMax) {
    return Error(ErrorCode::kUnsupported,
                 format("a row holds more than {} null or empty lists", kHiddenEntriesMax));
  }
  if (path.layer_count() == 1 && leaf.codes_used == uint64_t{1} << null_code(0)) {
    return encode_all_null(codes);
  }
  if (type.kind == SlotKind::kVariable32) {
    OG_RETURN_IF_ERROR(check_text(leaf));
  }
  if (leaf.definition.empty() && path.list_count() == 0 && path.layer_count() == 1) {
    const ByteSpan value = constant_value(leaf, type);
    if (!value.empty()) {
      return encode_constant(value);
    }
  }
  if (std::optional<EncodedPage> page = encode_dictionary(path, type, leaf, codes)) {
    return std::move(*page);
  }
  return prefers_full_zip(path, type, leaf) ? encode_full_zip(path, type, leaf, codes)
                                            : encode_mini_block(path, type, leaf, codes);
}

}  // namespace omnigraph::lance
