// check_query: names, types and places of one query against a catalog.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::query {

// `source` is the text that `query` was parsed from (for places in messages).
// All findings are reported together (at most 20) as kInvalidArgument with diagnostics (codes T…);
// constructs that are part of the language but cannot run yet are kUnsupported with their place.
Result<CheckedQueryPtr> check_query(const schema::CatalogPtr& catalog,
                                    const ast::Query& query,
                                    std::string_view source);

}  // namespace omnigraph::query
