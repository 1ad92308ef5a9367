// Checking a read: its arms, results, order and limits.
#pragma once

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// Errors are reported; what is returned then is incomplete. Of a union only the first arm is
// returned (the union itself is reported as not supported yet).
Read check_read(Context& context, const ast::Read& read);

}  // namespace omnigraph::query::types
