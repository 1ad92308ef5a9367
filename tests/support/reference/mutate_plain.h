// Mutations on a PlainGraph: all statements in order, each on what the earlier ones left.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/query/types/checked_query.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

struct PlainChange {
  PlainGraph graph;  // the state afterwards
  uint64_t affected_nodes = 0;
  uint64_t affected_edges = 0;
  // What the statement with a `return` gives, one JSON object per row, in order; nothing if none
  // has one.
  std::optional<std::vector<std::string>> rows;
};

// `graph` itself stays as it is. Vectors are made by the mock provider. Errors: R101 to R105; R110,
// R120, R121, R130 to R134.
Result<PlainChange> run_plain_mutation(const query::CheckedQuery& query,
                                       const PlainGraph& graph,
                                       const std::vector<query::Value>& params,
                                       int64_t now_ms);

}  // namespace omnigraph::testing
