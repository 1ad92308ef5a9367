// From the value of an expression to the cells of a column: widening, range checks, blob texts.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::exec {

// `values` as a column of the property's type. Integers and floats are range-checked (R121), a
// float must be whole to become an integer, a String becomes a Blob ("base64:…" inline, else a
// URI). Nulls stay; whether they may is checked with the row. Errors: kInvalidArgument with R121 or
// R104.
Result<columnar::ArrayPtr> cast_for_store(const columnar::ArrayPtr& values,
                                          const schema::Property& property,
                                          const std::string& type_name);

}  // namespace omnigraph::exec
