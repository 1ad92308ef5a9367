// The arguments of bundle create, bundle import and copy.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

// Adds the commands; the one that is named sets `action`. `options` must stay where it is.
void add_bundle_commands(CLI::App& app, BundleOptions& options, std::function<int()>& action);

}  // namespace omnigraph::cli
