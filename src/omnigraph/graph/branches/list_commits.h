// The commits of a branch, newest first, those that a filter lets through, page by page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {

// All that are set must hold.
struct CommitFilter {
  std::optional<std::string> actor_id;
  // Commits that changed one of these tables. Commits whose changes cleanup has reclaimed are left
  // out.
  std::vector<std::string> table_keys;
  std::optional<int64_t> since_us;  // made at this instant or later
  std::optional<int64_t> until_us;  // or before
  uint64_t before_version = 0;      // older than this manifest version; 0: from the newest
  size_t limit = SIZE_MAX;
};

struct CommitPage {
  std::vector<CommitHeader> commits;  // without their changes
  // If there may be more: the `before_version` of the next page.
  std::optional<uint64_t> next_before;
};

// The past of `branch`, also that before it was created. Cost: a lineage page per 1,024 commits
// looked through; `until_us` a search (ref.h). With `table_keys` commits that left the tables alone
// are passed over by comparing states, about 2·log2(commits passed over) records per commit found.
Result<CommitPage> list_commits(Graph& graph,
                                const std::string& branch,
                                const CommitFilter& filter);

}  // namespace omnigraph::graph
