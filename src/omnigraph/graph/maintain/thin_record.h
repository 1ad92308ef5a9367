// Thinning: what is left of a commit record whose states are given up. Its name, its place in the
// chain, and its commits with their ids, parents, authors and times stay; pins, files and headers
// of other commits go. docs/formats/commit-record.md has the members.
#pragma once

#include <string>

#include "omnigraph/graph/log/branch_log.h"

namespace omnigraph::graph {

// `keep_lineage`: the way to older commits stays too, for a log that is asked through this record.
CommitRecord thinned(const LogRecord& published, bool keep_lineage);

}  // namespace omnigraph::graph
