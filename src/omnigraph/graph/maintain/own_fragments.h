// Which fragments of a table a branch may write again. What a branch shares with the commits it was
// forked from, or merged, stays where it is: rewritten it would be stored twice, and a merge could
// no longer see that both sides have the same file.
#pragma once

#include <map>
#include <set>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::graph {

// Data files (names inside `data/`) that ancestors of `snapshot` on other branches have, by table
// path. Nothing is shared on main: others may share with it. One record and the manifests of its
// tables are read per ancestor. Errors: kGone when an ancestor was reclaimed; those of reading.
Result<std::map<std::string, std::set<std::string>>> shared_data_files(
    GraphEnvironment& environment, const Snapshot& snapshot);

}  // namespace omnigraph::graph
