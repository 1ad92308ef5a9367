// From a query text to a query that can run: parse, choose one by name, check.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/table/read_cache.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::engine {

enum class Door : uint8_t { kRead, kChange };

// Errors: kInvalidArgument ("query 'x' not found", "query file contains multiple queries; pass
// --name", a read at the change door and the other way round), findings, kUnsupported.
Result<query::CheckedQueryPtr> compile_query(const schema::CatalogPtr& catalog,
                                             std::string_view source,
                                             const std::string& name,
                                             Door door);

// The same for callers that come again and again with the same text: what compiled is kept in
// `cache`, apart for every catalog.
Result<query::CheckedQueryPtr> compile_query(graph::ReadCache& cache,
                                             const schema::CatalogPtr& catalog,
                                             std::string_view source,
                                             const std::string& name,
                                             Door door);

// Gives run-time findings that know their span (but not the text) their line and column.
Error locate(const Error& error, std::string_view source);

}  // namespace omnigraph::engine
