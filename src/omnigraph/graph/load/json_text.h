// Small questions about JSON as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omnigraph::graph {

// Is all of `text` a number by JSON's grammar?
bool is_json_number(std::string_view text);

// `text` on one line if it can be one JSON array and nothing else: brackets that fit, outside of
// strings. What is inside may still be wrong.
std::optional<std::string> one_json_array(std::string_view text);

}  // namespace omnigraph::graph
