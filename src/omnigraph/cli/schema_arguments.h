// The arguments of schema plan and schema apply.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

// Adds the commands to the group `schema`; the one that is named sets `action`. `options` must stay
// where it is while the program runs.
void add_schema_changes(CLI::App& group, SchemaOptions& options, std::function<int()>& action);

}  // namespace omnigraph::cli
