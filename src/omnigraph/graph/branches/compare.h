// Two branches compared: what `branch show` tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

struct AuthorCount {
  std::optional<std::string> actor_id;  // none: commits without one
  uint64_t commits = 0;
};

struct BranchComparison {
  SnapshotPtr base;  // the newest common ancestor (merge/merge_base.h)
  // Commits of one branch that the other does not contain, counted along first parents: what a
  // merge brought in counts as the one commit that it was.
  uint64_t ahead = 0;
  uint64_t behind = 0;
  std::vector<std::string> changed_tables;  // tables that are not as in the base, by key
  std::vector<AuthorCount> authors;         // of the commits ahead; most commits first
};

// `branch` seen from `against`. Cost: about 4·log2(commits) look-ups in lineage pages, and a page
// for each 1,024 commits ahead; no table is read.
Result<BranchComparison> compare_branches(Graph& graph,
                                          const SnapshotPtr& branch,
                                          const SnapshotPtr& against);

}  // namespace omnigraph::graph
