// Formatting: the one place that includes fmt. format("{} of {}", a, b).
#pragma once

#include <fmt/format.h>

namespace omnigraph {

using fmt::format;

}  // namespace omnigraph
