// The commands about branches and tags. Each prints its result and returns the exit code.
#pragma once

#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

int run_branch_create(const BranchOptions& options);
int run_branch_list(const BranchOptions& options);
int run_branch_delete(const BranchOptions& options);
int run_branch_rename(const BranchOptions& options);
int run_branch_show(const BranchOptions& options);
int run_tag_create(const TagOptions& options);
int run_tag_list(const TagOptions& options);
int run_tag_show(const TagOptions& options);
int run_tag_delete(const TagOptions& options);
int run_ingest(const IngestOptions& options);

}  // namespace omnigraph::cli
