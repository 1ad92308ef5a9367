// From a JSON value to a column cell, by the rules of loads (spec: engine 8.2 with decision 5).
#pragma once

#include <simdjson.h>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// Appends `value` (not JSON null, except inside lists) to `builder`, whose type is
// column_type(type). Errors: kInvalidArgument saying what was expected and what was found, without
// place. After an error the builder holds part of the cell: the load is over.
Status append_json_cell(const simdjson::dom::element& value,
                        const schema::PropertyType& type,
                        columnar::Builder& builder);

// Days since 1970 of a date, or of an instant, which is cut to its date.
Result<int32_t> date_from_text(std::string_view text);

}  // namespace omnigraph::graph
