// diff, changes, log, commit graph, and what commit show says with --changes. Each prints its
// result and returns the exit code.
#pragma once

#include <string>

#include "omnigraph/cli/options.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

int run_diff(const DiffOptions& options);
int run_changes(const FeedOptions& options);
int run_entity_log(const EntityLogOptions& options);
int run_commit_graph(const CommitGraphOptions& options);

// A commit with what it changed against its first parent, row by row.
Status print_commit_with_changes(engine::Engine& engine,
                                 const graph::CommitHeader& commit,
                                 bool json);

}  // namespace omnigraph::cli
