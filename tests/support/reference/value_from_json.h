// One JSON value as a stored value of a property's type: "3.0" is an integer where one is wanted,
// an instant is cut to its date, floats are rounded to the property's width.
#pragma once

#include <nlohmann/json.hpp>

#include "omnigraph/base/result.h"
#include "omnigraph/schema/catalog.h"
#include "support/reference/plain_value.h"

namespace omnigraph::testing {

Result<PlainValue> value_from_json(const nlohmann::json& value, const schema::PropertyType& type);

}  // namespace omnigraph::testing
