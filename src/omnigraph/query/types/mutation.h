// Checking a mutation: its statements one by one. Types do not change between them.
#pragma once

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// Errors are reported; what is returned then is incomplete.
Mutation check_mutation(Context& context, const ast::Mutation& mutation);

}  // namespace omnigraph::query::types
