// JSON integers that no 64 bits hold: the parser refuses them, but they are good values of a float
// column, and for an integer column the error should name the property.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::graph {

// `json` with every integer that fits neither I64 nor U64 written as a float (`…e0`); nothing if
// there is none. The text may be anything: what is no JSON stays so.
std::optional<std::string> huge_integers_as_floats(std::string_view json);

}  // namespace omnigraph::graph
