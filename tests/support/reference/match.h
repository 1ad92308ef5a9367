// Patterns: every assignment of their variables that satisfies every edge and filter.
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "support/reference/evaluate.h"

namespace omnigraph::testing {

// The assignments of the pattern's own variables, each with those of `outer`. Filters that can
// raise an error are tested on what the rest has left over, in text order.
Result<std::vector<PlainRow>> match_pattern(const PlainContext& context,
                                            const query::Pattern& pattern,
                                            const PlainRow& outer);

// The variables whose entities put the rows of a pattern into the canonical order: node variables
// in order of first appearance, then edge variables; anonymous ones cannot be told apart in a
// result.
std::vector<query::VarId> canonical_order(const PlainContext& context,
                                          const query::Pattern& pattern);

// Sorts rows by the (type, id) of `variables`, one after the other.
void sort_canonically(const std::vector<query::VarId>& variables, std::vector<PlainRow>& rows);

}  // namespace omnigraph::testing
