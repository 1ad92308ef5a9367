// The parser of schema texts (.pg): recursive descent over the tokens, without recursion, so any
// text ends in linear time and constant stack. It reports what is wrong and goes on behind it.
#pragma once

#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/ast.h"

namespace omnigraph::schema {

// Parses findings.source(), valid UTF-8 and shorter than 4 GiB. The tree holds what could be
// understood; whether that is all of it, findings.empty() tells.
FileSyntax parse_schema(Findings& findings);

}  // namespace omnigraph::schema
