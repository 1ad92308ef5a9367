// Durations as users write them: an integer with s, m, h, d or w behind it; without one: seconds.
#pragma once

#include <cstdint>
#include <string_view>

#include "omnigraph/base/result.h"

namespace omnigraph::cli {

// In seconds. Errors: kInvalidArgument ("unknown duration unit 'y'. Supported: s, m, h, d, w").
Result<uint64_t> parse_duration(std::string_view text);

}  // namespace omnigraph::cli
