// The version of this program, as the build gives it ("0.1.0").
#pragma once

#include <string_view>

namespace omnigraph {

std::string_view program_version();

}  // namespace omnigraph
