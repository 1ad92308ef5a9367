// Where the tables and properties of one state are in another one with a common history: told by
// what the tables themselves say, through any number of renames. A table is its path; a property is
// the field id of its column, or of the columns that it was widened from.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/schema/migrate/type_mapping.h"

namespace omnigraph::graph {

// `from` is an ancestor of `to`. Types that were made anew since (another path under the same key)
// are matched by key, their properties by name. Reads the manifests of tables that differ. Errors:
// those of reading.
Result<schema::TypeMapping> map_tables(const Snapshot& from, const Snapshot& to);

}  // namespace omnigraph::graph
