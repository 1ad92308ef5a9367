// tokenize: the text as tokens. White space and comments (// and /* */) only separate.
#pragma once

#include <string_view>
#include <vector>

#include "omnigraph/query/syntax/findings.h"
#include "omnigraph/query/syntax/token.h"

namespace omnigraph::query::syntax {

// All tokens, the last one kEnd. Text that is no token is reported and becomes kInvalid, so that
// the parser neither guesses over it nor reports it again. `source` is valid UTF-8 shorter than 4
// GiB. Linear.
std::vector<Token> tokenize(std::string_view source, Findings& findings);

}  // namespace omnigraph::query::syntax
