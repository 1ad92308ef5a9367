// The rules that every manifest obeys, checked before bytes leave us and after they arrive.
#pragma once

#include <optional>
#include <string>

#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::lance {

// The first rule that `manifest` breaks, in words, or nothing. O(size of the manifest).
std::optional<std::string> broken_rule(const TableManifest& manifest);

}  // namespace omnigraph::lance
