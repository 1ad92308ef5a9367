// The constant of a @default as a cell of its property.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

// `text` is a literal, a negative number, a list of these or the name of an enum's value, valid
// UTF-8. One row of column_type(type). Errors: kInvalidArgument with what was expected, as the end
// of a sentence: "a whole number".
Result<columnar::ArrayPtr> default_constant(std::string_view text, const PropertyType& type);

}  // namespace omnigraph::schema
