// @default and @auto: values that a property gets without being given one.
#pragma once

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/ast.h"

namespace omnigraph::schema {

// Sets `property`'s default_value and automatic from the annotations of `syntax`; its type and
// embed_source are settled. What does not fit is reported.
void read_automatic(const DeclarationSyntax& owner,
                    const PropertySyntax& syntax,
                    Property* property,
                    Findings& findings);

}  // namespace omnigraph::schema
