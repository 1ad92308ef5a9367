// The parser of properties and their types.
#pragma once

#include "omnigraph/schema/syntax/ast.h"
#include "omnigraph/schema/syntax/token_cursor.h"

namespace omnigraph::schema {

// Whether something starts here that is meant as a property, well formed or not.
bool at_intended_property(const TokenCursor& cursor);

// At such a place: name, type, annotations and the optional "," or ";" behind. Reports what is
// wrong and moves on; the result has a name in any case, and a broken type if need be.
PropertySyntax parse_property(TokenCursor& cursor);

// Skips a "," or ";" behind an item of a body and notes it as superfluous (L401).
void accept_separator(TokenCursor& cursor);

}  // namespace omnigraph::schema
