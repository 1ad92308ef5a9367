#include "omnigraph/lance/encoding/leaf_sink.h"

#include <algorithm>
#include <limits>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/lance/encoding/bits.h"

namespace omnigraph::lance {
namespace {

Error over_2_gib() {
  return Error(ErrorCode::kResourceExhausted, "strings of one read pass 2 GiB; read fewer rows");
}

}  // namespace

void LeafSink::reserve_more(size_t slots, size_t variable_bytes) {
  const size_t total = slot_count_ + slots;
  if (type_.is_variable()) {
    offsets_.reserve((total + 1) * type_.offset_width());
    values_.reserve(values_.size() + variable_bytes);
  } else {
    values_.reserve(type_.kind == SlotKind::kBit ? columnar::bitmap_bytes(total)
                                                 : total * type_.width);
  }
}

void LeafSink::append_plain_entries(size_t count) {
  entry_count_ += count;
  if (!definition_.empty()) {
    definition_.resize(entry_count_);
  }
}

void LeafSink::append_entries(std::span<const Level> repetition,
                              std::span<const Level> definition) {
  uint64_t used = 0;
  for (const Level code : definition) {
    used |= uint64_t{1} << code;
  }
  codes_used_ |= used;
  if ((codes_used_ & ~uint64_t{1}) != 0) {
    definition_.resize(entry_count_);
    definition_.insert(definition_.end(), definition.begin(), definition.end());
  }
  repetition_.insert(repetition_.end(), repetition.begin(), repetition.end());
  entry_count_ += definition.size();
}

void LeafSink::append_fixed(const std::byte* values, size_t count) {
  values_.append(values, count * type_.width);
  slot_count_ += count;
}

void LeafSink::append_bits(const std::byte* bits, size_t first, size_t count) {
  values_.resize(columnar::bitmap_bytes(slot_count_ + count));
  copy_bits(bits, first, values_.data(), slot_count_, count);
  slot_count_ += count;
}

Status LeafSink::charge_unbacked(uint64_t bytes) {
  unbacked_bytes_ += bytes;
  if (unbacked_bytes_ > kUnbackedBytesMax) {
    return Error(ErrorCode::kResourceExhausted,
                 format("null and constant rows of one read pass {} bytes; read fewer rows",
                        kUnbackedBytesMax));
  }
  return {};
}

Status LeafSink::append_empty(size_t count) {
  uint64_t bytes = 0;
  if (count > kUnbackedBytesMax ||
      !checked_multiply(count, std::max(type_.width, type_.offset_width()), &bytes)) {
    bytes = kUnbackedBytesMax + 1;
  }
  OG_RETURN_IF_ERROR(charge_unbacked(bytes));
  if (type_.is_variable()) {
    start_offsets();
    for (size_t i = 0; i < count; ++i) {
      if (type_.kind == SlotKind::kVariable32) {
        offsets_.push<int32_t>(static_cast<int32_t>(values_.size()));
      } else {
        offsets_.push<int64_t>(static_cast<int64_t>(values_.size()));
      }
    }
    slot_count_ += count;
    return {};
  }
  slot_count_ += count;
  values_.resize(type_.kind == SlotKind::kBit ? columnar::bitmap_bytes(slot_count_)
                                              : slot_count_ * type_.width);
  return {};
}

Status LeafSink::append_repeated(ByteSpan value, size_t count) {
  if (count > kUnbackedBytesMax) {
    return charge_unbacked(kUnbackedBytesMax + 1);
  }
  OG_RETURN_IF_ERROR(charge_unbacked(count * value.size()));
  values_.reserve(values_.size() + count * value.size());
  for (size_t i = 0; i < count; ++i) {
    values_.append(value);
  }
  slot_count_ += count;
  return {};
}

void LeafSink::start_offsets() {
  if (offsets_.size() == 0) {
    offsets_.resize(type_.offset_width());
  }
}

template <typename Stored, typename Offset>
Status LeafSink::append_offsets(std::span<const Stored> offsets, ByteSpan bytes) {
  start_offsets();
  const uint64_t first = offsets.front();
  const uint64_t last = offsets.back();
  if (last > bytes.size() || first > last) {
    return Error(ErrorCode::kCorruption,
                 format("string offsets outside their bytes: expected at most {}, found {} to {}",
                        bytes.size(),
                        first,
                        last));
  }
  if (values_.size() + (last - first) > static_cast<uint64_t>(std::numeric_limits<Offset>::max())) {
    return over_2_gib();
  }
  const uint64_t shift = values_.size() - first;  // wraps, and back
  const size_t old_size = offsets_.size();
  offsets_.resize(old_size + (offsets.size() - 1) * sizeof(Offset));
  auto* out = reinterpret_cast<Offset*>(offsets_.data() + old_size);
  bool ascending = true;
  for (size_t i = 1; i < offsets.size(); ++i) {
    ascending = ascending && offsets[i - 1] <= offsets[i];
    out[i - 1] = static_cast<Offset>(offsets[i] + shift);
  }
  if (!ascending) {
    return Error(ErrorCode::kCorruption, "string offsets do not ascend");
  }
  values_.append(bytes.data() + first, last - first);
  slot_count_ += offsets.size() - 1;
  return {};
}

Status LeafSink::append_variable(std::span<const uint32_t> offsets, ByteSpan bytes) {
  return type_.kind == SlotKind::kVariable32 ? append_offsets<uint32_t, int32_t>(offsets, bytes)
                                             : append_offsets<uint32_t, int64_t>(offsets, bytes);
}

Status LeafSink::append_variable(std::span<const uint64_t> offsets, ByteSpan bytes) {
  return type_.kind == SlotKind::kVariable32 ? append_offsets<uint64_t, int32_t>(offsets, bytes)
                                             : append_offsets<uint64_t, int64_t>(offsets, bytes);
}

Status LeafSink::append_value(ByteSpan value) {
  start_offsets();
  values_.append(value);
  if (type_.kind == SlotKind::kVariable64) {
    offsets_.push<int64_t>(static_cast<int64_t>(values_.size()));
  } else if (values_.size() > static_cast<size_t>(std::numeric_limits<int32_t>::max())) {
    return over_2_gib();
  } else {
    offsets_.push<int32_t>(static_cast<int32_t>(values_.size()));
  }
  ++slot_count_;
  return {};
}

Buffer LeafSink::take_values() {
  return values_.finish();
}

Buffer LeafSink::take_offsets() {
  start_offsets();
  return offsets_.finish();
}

}  // namespace omnigraph::lance
