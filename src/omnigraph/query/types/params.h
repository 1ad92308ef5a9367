// decode_params: JSON parameters to typed values, before anything runs.
#pragma once

#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::query {

// One Value per declared parameter, in order; null for a nullable one that is absent or null.
// `json` is an object, or empty or "null" for none. Errors are kInvalidArgument with codes R001
// (missing), R002 (undeclared), R003 (wrong type or range), R004 (a negative skip or limit), all
// found at once, at most 20. A name that is given twice has its last value.
Result<std::vector<Value>> decode_params(const CheckedQuery& query, std::string_view json);

}  // namespace omnigraph::query
