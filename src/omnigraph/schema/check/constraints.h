// The constraints of a node or edge: those written at properties and those of the body, brought
// into one form and checked against the type's properties.
#pragma once

#include "omnigraph/schema/check/draft.h"
#include "omnigraph/schema/findings.h"

namespace omnigraph::schema {

// Fills key, unique, index, ranges, checks of `type` from `draft`, whose properties are complete
// (interfaces applied), and checks the sources of @embed. `type` has its kind.
void apply_constraints(const TypeDraft& draft, EntityType& type, Findings& findings);

}  // namespace omnigraph::schema
