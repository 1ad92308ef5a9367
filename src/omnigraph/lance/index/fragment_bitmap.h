// The set of fragments that an index segment covers, as the bytes in its manifest entry: a portable
// 32-bit Roaring bitmap.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::lance {

std::string fragment_bitmap(std::span<const uint32_t> fragments);

// The fragments in such bytes, rising. At most `limit` of them: a run in a forged bitmap may stand
// for 2^32. Errors: kCorruption (`place` says where), kResourceExhausted.
Result<std::vector<uint32_t>> parse_fragment_bitmap(std::string_view bytes,
                                                    std::string_view place,
                                                    uint64_t limit = uint64_t{1} << 24);

}  // namespace omnigraph::lance
