// SlotType: the shape of the values of a leaf column, all that the codecs need to know of its type.
#pragma once

#include <cstddef>
#include <cstdint>

#include "omnigraph/columnar/type.h"

namespace omnigraph::lance {

enum class SlotKind : uint8_t {
  kBit,         // Bool
  kFixed,       // `width` bytes
  kVariable32,  // String: UTF-8, 32-bit offsets
  kVariable64,  // Binary: bytes, 64-bit offsets
};

struct SlotType {
  SlotKind kind = SlotKind::kFixed;
  size_t width = 0;            // kFixed
  size_t items_per_value = 0;  // vectors: floats per value; else 0
  bool is_integer = false;     // worth bit packing

  bool is_variable() const {
    return kind == SlotKind::kVariable32 || kind == SlotKind::kVariable64;
  }
  // Bytes of an offset of a variable slot.
  size_t offset_width() const { return kind == SlotKind::kVariable32 ? 4 : 8; }
};

// `type` must be a leaf: no list, no struct.
SlotType slot_type_of(const columnar::DataType& type);

}  // namespace omnigraph::lance
