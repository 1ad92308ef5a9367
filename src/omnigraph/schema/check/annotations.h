// Where annotations may stand, and with which values. Annotations nobody knows are kept as they
// are.
#pragma once

#include <vector>

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/ast.h"

namespace omnigraph::schema {

// Checks the annotations of a declaration's line and returns them.
std::vector<Annotation> check_type_annotations(const DeclarationSyntax& declaration,
                                               Findings& findings);

// Checks the annotations of one property of `owner` and returns them. `type` is null if it is not
// known. What needs the owner's other properties is checked later (constraints.h).
std::vector<Annotation> check_property_annotations(const DeclarationSyntax& owner,
                                                   const PropertySyntax& property,
                                                   const PropertyType* type,
                                                   Findings& findings);

}  // namespace omnigraph::schema
