#include "omnigraph/lance/encoding/slot_type.h"

#include "omnigraph/base/check.h"

namespace omnigraph::lance {

SlotType slot_type_of(const columnar::DataType& type) {
  SlotType slot;
  switch (type.kind) {
    case columnar::TypeKind::kBool:
      slot.kind = SlotKind::kBit;
      break;
    case columnar::TypeKind::kString:
      slot.kind = SlotKind::kVariable32;
      break;
    case columnar::TypeKind::kBinary:
      slot.kind = SlotKind::kVariable64;
      break;
    case columnar::TypeKind::kFixedSizeList:
      slot.items_per_value = static_cast<size_t>(type.list_size);
      slot.width = slot.items_per_value * sizeof(float);
      break;
    default:
      slot.width = columnar::byte_width(type.kind);
      OG_CHECK(slot.width != 0, "slot type of a list or struct");
      slot.is_integer = !columnar::is_float(type.kind);
  }
  return slot;
}

}  // namespace omnigraph::lance
