// The names of the settings that a query file can set, reset and show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omnigraph::query::syntax {

// All names, in alphabetical order. Some are accepted without effect, for texts of older servers.
const std::vector<std::string>& setting_names();

bool is_setting(std::string_view name);

}  // namespace omnigraph::query::syntax
