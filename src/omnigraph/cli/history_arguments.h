// The arguments of what is about merges and history: branch merge, merge, revert, cherry-pick,
// diff, changes, log, commit graph.
#pragma once

#include <functional>

#include <CLI/CLI.hpp>

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

// What the arguments say; must stay where it is while the program runs.
struct HistoryCommands {
  MergeOptions merge;
  OpenMergeOptions open_merge;
  ApplyOptions apply;
  DiffOptions diff;
  FeedOptions feed;
  EntityLogOptions log;
  CommitGraphOptions graph;
};

// Adds the commands; the one that is named sets `action`. The groups `branch` and `commit` must be
// there.
void add_history_commands(CLI::App& app, HistoryCommands& commands, std::function<int()>& action);

}  // namespace omnigraph::cli
