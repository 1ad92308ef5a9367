// Lint at the front door: what can be said about a query text without running it, against a schema
// text. Needs no graph; for a graph, take the schema from Engine::schema_source().
#pragma once

#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/query/lint/lint.h"

namespace omnigraph::engine {

// What is wrong with the queries is in the report. Errors: findings about the schema.
Result<query::LintReport> lint_queries(std::string_view schema_source,
                                       std::string_view query_source);

}  // namespace omnigraph::engine
