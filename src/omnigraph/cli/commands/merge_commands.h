// branch merge, revert, cherry-pick, and merges that are resolved step by step. Each prints its
// result and returns the exit code; conflicts are 1. Conflicts that nobody asked for are an error
// on stderr; those of --dry-run, --keep-conflicts and `merge continue` are the result.
#pragma once

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

int run_branch_merge(const MergeOptions& options);
int run_revert(const ApplyOptions& options);
int run_cherry_pick(const ApplyOptions& options);
int run_merge_list(const OpenMergeOptions& options);
int run_merge_show(const OpenMergeOptions& options);
int run_merge_resolve(const OpenMergeOptions& options);
int run_merge_continue(const OpenMergeOptions& options);
int run_merge_abort(const OpenMergeOptions& options);

}  // namespace omnigraph::cli
