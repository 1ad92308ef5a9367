// The constraints that hold numbers or patterns: @range, @check and @card.
#pragma once

#include <optional>

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/check/column_lookup.h"
#include "omnigraph/schema/check/draft.h"
#include "omnigraph/schema/findings.h"

namespace omnigraph::schema {

// Each reports what is wrong; the value is of use only without findings.
RangeConstraint read_range(const ConstraintSyntax& constraint,
                           ColumnLookup& lookup,
                           Findings& findings);
CheckConstraint read_check(const ConstraintSyntax& constraint,
                           ColumnLookup& lookup,
                           Findings& findings);
Cardinality read_cardinality(const DeclarationSyntax& edge, Findings& findings);

}  // namespace omnigraph::schema
