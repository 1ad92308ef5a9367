// LeafColumn: a physical column of a data file and its place in the tree of a top-level field.
#pragma once

#include <vector>

#include "omnigraph/lance/encoding/level.h"
#include "omnigraph/lance/encoding/slot_type.h"
#include "omnigraph/lance/file/field.h"

namespace omnigraph::lance {

struct LeafColumn {
  int32_t field_id = 0;
  LeafPath path;
  SlotType type;
  // Codes (level.h) that the nullability of the fields on the path rules out.
  uint64_t forbidden_codes = 0;
};

// The leaves of `field`, in order. `field` must be well-formed (field_proto_internal.h).
std::vector<LeafColumn> leaf_columns(const LanceField& field);

}  // namespace omnigraph::lance
