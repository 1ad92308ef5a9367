// Parsers of everything that begins with "@": annotations, constraints, cardinalities.
#pragma once

#include <optional>

#include "omnigraph/schema/syntax/ast.h"
#include "omnigraph/schema/syntax/token_cursor.h"

namespace omnigraph::schema {

// Whether a constraint starts here: "@key(", "@unique(", "@index(", "@range(", "@check(". Without
// the parenthesis the first three are annotations of a property.
bool at_constraint(const TokenCursor& cursor);

// At "@". Nothing if it is broken (reported); moves on in any case.
std::optional<AnnotationSyntax> parse_annotation(TokenCursor& cursor);

// At a constraint (TokenCursor::at_constraint()). Nothing if it is broken (reported); moves on in
// any case.
std::optional<ConstraintSyntax> parse_constraint(TokenCursor& cursor);

// At "@" before the word `card`. Nothing if it is broken (reported); moves on in any case.
std::optional<CardinalitySyntax> parse_cardinality(TokenCursor& cursor);

}  // namespace omnigraph::schema
