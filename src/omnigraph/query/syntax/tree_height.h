// Heights of syntax trees, from those of the children: the parser bounds them, so that no consumer
// can be made to overflow its stack.
#pragma once

#include <cstdint>

#include "omnigraph/query/syntax/ast.h"

namespace omnigraph::query::syntax {

// One more than the highest child. O(children).
uint32_t height_of(const ast::Expr& expr);
uint32_t height_of(const ast::Block& block);

}  // namespace omnigraph::query::syntax
