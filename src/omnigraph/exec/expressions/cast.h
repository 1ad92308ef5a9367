// Changing the type of a column to the one that its place wants: numbers to a common kind, lists by
// their items, the literal null to anything.
#pragma once

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

// Errors: R102 with `span` where a number does not fit. Integers become floats by rounding.
Result<Column> cast(const Column& column,
                    const query::ValueType& from,
                    const query::ValueType& to,
                    SourceSpan span);

// Numbers rounded to F32, as they are compared with an F32. A column that would become infinite
// stays as it is: it compares as it should. A list is rounded item by item.
Column rounded_to_f32(const Column& column);

// A literal or parameter beside an F32 is compared as an F32 (language specification, 6.3): rounds
// `left` or `right`, the values of `a` and `b`, if they are such.
void match_f32(const query::Expr& a, const query::Expr& b, Column* left, Column* right);

}  // namespace omnigraph::exec
