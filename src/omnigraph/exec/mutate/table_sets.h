// Which tables a mutation depends on, told from its plan (architecture: "The way of a write"), not
// from the rows it happens to find.
#pragma once

#include <set>
#include <string>

#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

struct TableSets {
  std::set<std::string> read;       // R: matched, traversed or looked at by a predicate
  std::set<std::string> validated;  // V: needed by validation only
};

// Tables that the mutation writes are not added for being written: a keyed insert or an upsert
// looks up its own table, but always writes to it as well. An updated edge needs no look at its
// ends: whoever deletes one of them deletes the edge, so both write the edge's table.
TableSets table_sets(const query::CheckedQuery& query, const query::Mutation& mutation);

}  // namespace omnigraph::exec
