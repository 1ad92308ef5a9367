// Parameters for a query, made from the data: for each parameter the values that occur where the
// query compares it or stores it, and one that occurs nowhere.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/query/types/checked_query.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

// Parameter objects as JSON, at most `most`, no two equal. A query without parameters has one.
std::vector<std::string> parameter_sets(const query::CheckedQuery& query,
                                        const PlainGraph& graph,
                                        size_t most);

}  // namespace omnigraph::testing
