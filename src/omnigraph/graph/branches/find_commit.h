// Where a commit lies, whatever branch it was made on.
#pragma once

#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/log/branch_log.h"

namespace omnigraph::graph {

// A commit in the record that holds it.
struct FoundCommit {
  LogRecord record;
  size_t index = 0;  // of record.commits
};

// Looks, until it is found, in the pasts of: main; branches whose heads are in memory; what main
// has merged (so commits of deleted branches are found); all other branches; tags. Cost: a probe
// and about four reads for a commit of main; of any other, as much per branch asked, and for one
// that nobody knows a listing of branches. Errors: kNotFound ("commit '…' not found").
Result<FoundCommit> find_commit(Graph& graph, const std::string& commit_id);

// The commit of a header, in its record. One read, cached.
Result<FoundCommit> find_commit(Graph& graph, const CommitHeader& header);

}  // namespace omnigraph::graph
