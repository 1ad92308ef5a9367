// Arguments that several commands take.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

void add_store_options(CLI::App& command, GraphOptions& graph);

// --target, --config and how the store is used.
void add_config(CLI::App& command, GraphOptions& graph);
// The graph as the first positional argument, or as --uri; and add_config().
void add_positional_graph(CLI::App& command, GraphOptions& graph);
// As --uri only.
void add_named_graph(CLI::App& command, GraphOptions& graph);

void add_json(CLI::App& command, OutputOptions& output);
void add_timing(CLI::App& command, bool& timing);
void add_timeout(CLI::App& command, double& seconds);
CLI::Option* add_branch(CLI::App& command, std::optional<std::string>& branch);
// --snapshot or --at: a reference to a state.
CLI::Option* add_reference(CLI::App& command, std::string& reference);
// --as
void add_actor(CLI::App& command, std::optional<std::string>& actor);

// An option that may be repeated. Each takes one value: no eating of what stands behind it, no
// reading of "[a,b]" as two values.
CLI::Option* add_repeated(CLI::App& command,
                          const std::string& name,
                          std::vector<std::string>& values,
                          const std::string& help);

// --expect, --if-commit, --idempotency-key and --as.
void add_write_conditions(CLI::App& command, WriteOptions& write);

}  // namespace omnigraph::cli
