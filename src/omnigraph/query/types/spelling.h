// How operators and aggregates are written: for messages and dumps.
#pragma once

#include "omnigraph/query/syntax/ast.h"

namespace omnigraph::query::types {

const char* spelling(ast::CompareOp op);
const char* spelling(ast::BinaryOp op);
const char* spelling(ast::WordOp op);
const char* spelling(ast::AggregateKind kind);

}  // namespace omnigraph::query::types
