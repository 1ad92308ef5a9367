// A query::Value as a Column of one row that stands for all.
#pragma once

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/query/types/value.h"

namespace omnigraph::exec {

// Of the column type of `type`; a Blob is its text, a String column.
Column constant_value(const query::Value& value, const query::ValueType& type);

}  // namespace omnigraph::exec
