// check_query: names, types and places of one query against a catalog.
#pragma once

#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::query {

// A query that is right: ready to run, or right but in need of something that cannot run yet.
struct CheckOutcome {
  CheckedQueryPtr query;                // null if `unsupported` is not empty
  std::vector<Diagnostic> unsupported;  // what cannot run yet, with places; code "unsupported"
  std::vector<Diagnostic> warnings;     // codes L…
};

// `source` is the text that `query` was parsed from (for places in messages).
// All findings are reported together (at most 20, in text order) as kInvalidArgument with
// diagnostics (codes T…). Linear in the size of the query, but for name look-ups and suggestions.
Result<CheckOutcome> type_check_query(const schema::CatalogPtr& catalog,
                                      const ast::Query& query,
                                      std::string_view source);

// As type_check_query, for those who want to run it: constructs that cannot run yet are an error,
// kUnsupported with their diagnostics.
Result<CheckedQueryPtr> check_query(const schema::CatalogPtr& catalog,
                                    const ast::Query& query,
                                    std::string_view source);

}  // namespace omnigraph::query
