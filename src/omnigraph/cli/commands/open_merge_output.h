// Merges that are resolved step by step, as text and as JSON.
#pragma once

#include <string>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// One line of a list.
std::string open_merge_line(const graph::OpenMerge& merge);
// All of it, a line per fact and conflict.
std::string open_merge_text(const graph::OpenMerge& merge);
// The commands that come next; empty for one that has ended.
std::string open_merge_hint(const graph::OpenMerge& merge);
void write_open_merge(JsonWriter& json, const graph::OpenMerge& merge);

}  // namespace omnigraph::cli
