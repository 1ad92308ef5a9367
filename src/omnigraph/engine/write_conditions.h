// Looking at a write's conditions before any work is done.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/engine/write_request.h"
#include "omnigraph/graph/graph.h"

namespace omnigraph::engine {

// `version_of`: the version of a table in the state that the write starts from (0: none);
// `commit_id`: that state's commit. Errors: kConflict, kInvalidArgument for a name that is no
// table.
Status check_conditions(const WriteConditions& conditions,
                        const schema::Catalog& catalog,
                        const std::function<uint64_t(const std::string& table_key)>& version_of,
                        const std::string& commit_id);

// The key of the table that a condition names: by key, or by its type's name if only one type has
// it. Errors: kInvalidArgument.
Result<std::string> condition_table(const schema::Catalog& catalog, std::string_view name);

// Tables that nobody may have moved between the check and the commit, as the conditions want it:
// the draft's `unmoved`. With `if_commit` that is all tables, since every commit changes one.
// Conditions have passed check_conditions().
std::set<std::string> unmoved_tables(const WriteConditions& conditions,
                                     const schema::Catalog& catalog);

// The receipt of a commit that is there already.
Result<WriteReceipt> repeated_receipt(graph::Graph& graph, const graph::CommitHeader& commit);

}  // namespace omnigraph::engine
