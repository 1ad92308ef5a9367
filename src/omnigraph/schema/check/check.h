// check_schema: what a schema text means, and whether it makes sense. The steps, in this order:
// names (each type and property once) → types of properties and annotations → interfaces →
// constraints → ends of edges. A step goes on with what is right; what a wrong part refers to is
// not reported again.
#pragma once

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/findings.h"
#include "omnigraph/schema/syntax/ast.h"

namespace omnigraph::schema {

// The catalogue's parts; of use only if `findings` is empty afterwards. About linear in the text.
Catalog::Parts check_schema(const FileSyntax& file, Findings& findings);

}  // namespace omnigraph::schema
