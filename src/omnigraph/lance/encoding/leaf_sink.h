// LeafSink: where the decoders put what they read of one leaf column: level entries (level.h, in
// the common numbering) and value slots. Pages are appended one after another; then assemble.h
// makes arrays of it. All limits on the size of a result are kept here. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/lance/encoding/level.h"
#include "omnigraph/lance/encoding/slot_type.h"

namespace omnigraph::lance {

// What one read may make out of nothing (null and constant pages have no bytes in the file).
inline constexpr uint64_t kUnbackedBytesMax = uint64_t{256} << 20;

class LeafSink {
 public:
  explicit LeafSink(SlotType type) : type_(type) {}

  const SlotType& type() const { return type_; }
  size_t entry_count() const { return entry_count_; }
  size_t slot_count() const { return slot_count_; }
  uint64_t codes_used() const { return codes_used_; }
  // Empty when every code is 0.
  const std::vector<Level>& definition() const { return definition_; }
  // Empty when the path has no list.
  const std::vector<Level>& repetition() const { return repetition_; }

  // Makes room for so many slots and bytes of text more; both may be guesses.
  void reserve_more(size_t slots, size_t variable_bytes);

  // `count` entries with a value each.
  void append_plain_entries(size_t count);
  // Entries with codes; `repetition` is empty for paths without lists.
  void append_entries(std::span<const Level> repetition, std::span<const Level> definition);

  // kFixed: `count` values of the type's width, one after another.
  void append_fixed(const std::byte* values, size_t count);
  void append_bits(const std::byte* bits, size_t first, size_t count);
  // `count` slots of zeros or empty strings. kResourceExhausted over kUnbackedBytesMax in all.
  Status append_empty(size_t count);
  // kFixed: `count` times the same value. The same limit.
  Status append_repeated(ByteSpan value, size_t count);
  // Variable width: count + 1 offsets into `bytes`. kCorruption if they do not ascend inside it.
  Status append_variable(std::span<const uint32_t> offsets, ByteSpan bytes);
  Status append_variable(std::span<const uint64_t> offsets, ByteSpan bytes);
  // Variable width, one value. kResourceExhausted when a string column would pass 2 GiB.
  Status append_value(ByteSpan value);

  // kFixed: the slots so far.
  template <typename T>
  std::span<const T> values_as() const {
    return {reinterpret_cast<const T*>(values_.data()), slot_count_};
  }

  // The buffers, in the layout of columnar::Array. Call each once, at the end.
  Buffer take_values();
  Buffer take_offsets();

 private:
  template <typename Stored, typename Offset>
  Status append_offsets(std::span<const Stored> offsets, ByteSpan bytes);
  Status charge_unbacked(uint64_t bytes);
  void start_offsets();

  SlotType type_;
  size_t entry_count_ = 0;
  size_t slot_count_ = 0;
  uint64_t codes_used_ = 0;
  uint64_t unbacked_bytes_ = 0;
  std::vector<Level> repetition_;
  std::vector<Level> definition_;
  BufferBuilder values_;
  BufferBuilder offsets_;
};

}  // namespace omnigraph::lance
