// The values of number literals. Signs do not belong to literals.
#pragma once

#include <cstdint>
#include <string_view>

namespace omnigraph::query::syntax {

// `text` is digits. False when it exceeds 2^64 - 1.
bool parse_integer(std::string_view text, uint64_t& value);

// `text` is digits ["." digits] [("e" | "E") ["+" | "-"] digits]. The nearest double; what is too
// small becomes 0. False when it is too large.
bool parse_float(std::string_view text, double& value);

}  // namespace omnigraph::query::syntax
