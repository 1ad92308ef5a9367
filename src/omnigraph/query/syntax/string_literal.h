// String literals: "…" and '…' with the escapes \" \\ \/ \b \f \n \r \t \uXXXX (surrogate pairs
// make one code point), and \' between single quotes. Raw newlines may stand inside.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/query/syntax/findings.h"

namespace omnigraph::query::syntax {

// Reads the literal whose opening quote is source[begin] and appends what it says to `value`.
// Returns the offset after the closing quote, or npos when the text ends first (not reported here).
// Bad escapes are reported and left out. `source` is valid UTF-8.
size_t read_string_literal(std::string_view source,
                           size_t begin,
                           std::string& value,
                           Findings& findings);

}  // namespace omnigraph::query::syntax
