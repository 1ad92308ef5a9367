// Checking match blocks: clauses to a Pattern.
//
// Names of a block are settled before its filters are looked at, in this order: bindings give
// types, then traversals in text order give types to what no binding declares; then everything else
// is checked against the whole block. So the order of clauses does not matter, except where a
// traversal must guess a direction.
#pragma once

#include <memory>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// Checks `block` and adds the variables it introduces to `scope`. `place` is where the block stands
// (its target and aliases matter, not its scope). Pattern::outer is scope.outer() at the end.
// Errors are reported; what is returned then is incomplete.
Pattern check_block(Context& context,
                    const ExprPlace& place,
                    const ast::Block& block,
                    Scope& scope);

}  // namespace omnigraph::query::types
