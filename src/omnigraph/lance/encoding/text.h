// UTF-8 checks of whole columns of strings at once.
#pragma once

#include <cstdint>
#include <span>

#include "omnigraph/base/bytes.h"

namespace omnigraph::lance {

// Whether every string bytes[offsets[i], offsets[i + 1]) is well-formed UTF-8. The offsets must
// ascend and lie inside `bytes`. Plain ASCII is checked at memory speed.
bool is_valid_text(std::span<const int32_t> offsets, ByteSpan bytes);

}  // namespace omnigraph::lance
