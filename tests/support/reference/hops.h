// Traversals: whether two nodes are joined as a pattern edge wants it.
#pragma once

#include "omnigraph/base/result.h"
#include "support/reference/evaluate.h"

namespace omnigraph::testing {

// One hop over this very edge, in a direction that the traversal allows.
bool joins(const query::PatternEdge& pattern,
           const PlainEntity& edge,
           const PlainEntity& from,
           const PlainEntity& to);

// Without an edge variable: some hop or sequence of hops. The fewest hops count; a node is joined
// to itself by a self-loop (one hop) or, where no hop will do, as it is. Errors: R201 after 256
// levels of an open-ended traversal.
Result<bool> is_joined(const PlainGraph& graph,
                       const query::PatternEdge& pattern,
                       const PlainEntity& from,
                       const PlainEntity& to);

}  // namespace omnigraph::testing
