// dump: syntax trees as s-expressions, one form per node, for tests and for looking at a query.
//   $p.age > 3 and not $q   ->  (and (> $p.age 3) (not $q))
// Bare names stand in backticks, strings in JSON quotes, calls as (call f a b).
#pragma once

#include <string>

#include "omnigraph/query/syntax/ast.h"

namespace omnigraph::query::ast {

std::string dump(const Expr& expr);
std::string dump(const Clause& clause);
// Clauses separated by blanks, without braces.
std::string dump(const Block& block);
std::string dump(const Query& query);
// Statements and queries, one a line.
std::string dump(const File& file);

}  // namespace omnigraph::query::ast
