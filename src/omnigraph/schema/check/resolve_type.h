// From a type as written to a type of the language.
#pragma once

#include <optional>

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/ast.h"

namespace omnigraph::schema {

// Nothing if the type is wrong; it has been reported then.
std::optional<PropertyType> resolve_type(const TypeSyntax& syntax, Findings& findings);

}  // namespace omnigraph::schema
