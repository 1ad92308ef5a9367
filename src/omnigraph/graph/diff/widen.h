// Values of a column in the wider type that a schema change gave it: without loss, so that a row
// can be compared and merged across the change.
#pragma once

#include "omnigraph/columnar/array.h"

namespace omnigraph::graph {

// Is every value of `from` one of `to`? Equal types, integers into wider ones of the same sign,
// F32, I32 and U32 into F64.
bool widens(const columnar::DataType& from, const columnar::DataType& to);

// `array` as `to`, which its type widens to. The same array if the types are equal.
columnar::ArrayPtr widened(const columnar::ArrayPtr& array, const columnar::DataType& to);

}  // namespace omnigraph::graph
