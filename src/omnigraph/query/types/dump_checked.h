// A checked query as one line of text: for tests, traces and error reports of our own. Variables
// are written as name#number, since `$_` and nested blocks make names ambiguous.
#pragma once

#include <string>

#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::query {

std::string dump_expr(const CheckedQuery& query, const Expr& expr);
std::string dump_pattern(const CheckedQuery& query, const Pattern& pattern);
// All of a query; parts that are absent or empty are left out.
std::string dump_query(const CheckedQuery& query);

}  // namespace omnigraph::query
