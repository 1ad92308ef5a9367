// The lexer of schema texts. Words are read as far as they go: `nodePerson` is one word, not the
// keyword `node` before a name. Comments and white space separate tokens and are dropped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/token.h"

namespace omnigraph::schema {

// Splits findings.source() into tokens; the last one is always kEnd. The source is valid UTF-8 and
// shorter than 4 GiB. Reports strings and comments that do not end, bad escapes and names that are
// too long; the tokens stay usable for finding more. Linear.
std::vector<Token> lex(Findings& findings);

// The contents of a kString token's text (quotes included): escapes replaced. A bad escape,
// reported by lex(), gives the character after the backslash; a missing closing quote is
// overlooked.
std::string decode_string(std::string_view literal);

// Whether `c` can be part of an enum value: letters, digits, "_" and "-".
bool is_enum_value_char(char c);

}  // namespace omnigraph::schema
