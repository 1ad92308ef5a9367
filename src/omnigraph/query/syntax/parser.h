// parse_query_file: text (.gq) to syntax tree. Needs no schema: the one place where the reading
// depends on it (an edge named like an operator word) is left to the checker as written.
#pragma once

#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/query/syntax/ast.h"

namespace omnigraph::query {

// All syntax errors that can be found are reported together (at most 20) as kInvalidArgument with
// diagnostics (codes Q…), each with its place and, where we know it, the edit that mends it. Deeply
// nested input is refused, never a stack overflow. Linear in the length of the text.
Result<ast::File> parse_query_file(std::string_view source);

}  // namespace omnigraph::query
