// Walking checked expressions: children, rebuilding, comparison as trees.
#pragma once

#include <functional>

#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::query {

// Calls `visit` for each operand in text order. The insides of pattern blocks (their filters and
// the argument of an aggregate block) are not operands of this row and are not visited.
void for_each_operand(const Expr& expr, const std::function<void(const ExprPtr&)>& visit);

// The same expression with each operand replaced by what `replace` gives; `expr` itself if nothing
// changed.
ExprPtr map_operands(const ExprPtr& expr, const std::function<ExprPtr(const ExprPtr&)>& replace);

// Calls `visit` for each variable that the value depends on, with repetitions; for a block these
// are its outer variables.
void for_each_variable(const Expr& expr, const std::function<void(VarId)>& visit);

bool same_value(const Value& a, const Value& b);

// Equal as trees: they give the same value for every row. Blocks are equal only if they are one.
bool same_expr(const Expr& a, const Expr& b);

}  // namespace omnigraph::query
