// The newest commits of several branches together, for a drawing.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

struct CollectedCommits {
  std::vector<graph::CommitHeader> commits;  // newest first, each once
  bool more = false;                         // there are older ones
};

// The newest `limit` commits that lead to `heads` (branches with their newest commits), those of
// merged branches included, also if the branch is gone. Cost: a list of commits per branch whose
// newest commits are among the newest of all, and a look-up per commit of a deleted branch.
Result<CollectedCommits> collect_commits(engine::Engine& engine,
                                         std::vector<engine::BranchInfo> heads,
                                         size_t limit);

}  // namespace omnigraph::cli
