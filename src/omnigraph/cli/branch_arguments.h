// The arguments of what is about branches: branch, tag, ingest, and the filters of commit list.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

// What the arguments say; must stay where it is while the program runs.
struct BranchCommands {
  BranchOptions branch;
  TagOptions tag;
  IngestOptions ingest;
};

// Adds the commands; the one that is named sets `action`.
void add_branch_commands(CLI::App& app, BranchCommands& commands, std::function<int()>& action);

void add_commit_filters(CLI::App& command, ShowOptions& show);

}  // namespace omnigraph::cli
