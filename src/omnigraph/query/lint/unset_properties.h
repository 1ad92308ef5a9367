// L201: properties that could be updated and never are. A node type counts when some query of the
// file updates it; then each of its nullable properties that is neither a key member nor the target
// of @embed should be set by an update (or upsert) of the file.
#pragma once

#include <vector>

#include "omnigraph/query/lint/lint.h"

namespace omnigraph::query::lint {

// `queries` are those of the file that type-check.
std::vector<LintFinding> unset_properties(const schema::Catalog& catalog,
                                          const std::vector<const ast::Query*>& queries);

}  // namespace omnigraph::query::lint
