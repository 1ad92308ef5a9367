// Comparison of two columns of comparable types: numbers of any kinds by exact value, texts by
// bytes, Bools, dates. Null where an operand is null.
#pragma once

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/query/syntax/ast.h"

namespace omnigraph::exec {

Column compare(query::ast::CompareOp op, const Column& a, const Column& b, size_t length);

}  // namespace omnigraph::exec
