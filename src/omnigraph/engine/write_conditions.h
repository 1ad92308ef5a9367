// Looking at a write's conditions before any work is done.
#pragma once

#include <functional>
#include <optional>
#include <string>

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

// The receipt of a commit that is there already.
Result<WriteReceipt> repeated_receipt(graph::Graph& graph, const graph::CommitHeader& commit);

}  // namespace omnigraph::engine
