// JSON integers that lose something in the JSON parser, which knows 64-bit integers and doubles:
// those that no 64 bits hold are refused, though good values of a float column (and for an integer
// column the error should name the property); -0 loses its sign.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::graph {

// `json` with every such integer written as a float (`…e0`); nothing if there is none. The text may
// be anything: what is no JSON stays so.
std::optional<std::string> lossy_integers_as_floats(std::string_view json);

// Quick: false if there is surely no -0.
bool may_hold_negative_zero(std::string_view json);

}  // namespace omnigraph::graph
