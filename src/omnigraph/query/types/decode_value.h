// One JSON value as a value of a declared type.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/query/types/json_object.h"
#include "omnigraph/query/types/value.h"

namespace omnigraph::query::types {

// Errors: kInvalidArgument with what is wrong, without the parameter's name.
Result<Value> decode_value(const JsonValue& json, const ValueType& type);

}  // namespace omnigraph::query::types
