// Values as JSON text, as section 10 of the query language wants them.
#pragma once

#include <string>

#include "omnigraph/query/types/value.h"
#include "support/reference/plain_value.h"

namespace omnigraph::testing {

// Appends `value` of type `type`. `with_type`: nodes carry their @type (edges always do).
void append_json(std::string& out,
                 const PlainValue& value,
                 const query::ValueType& type,
                 bool with_type);

// The text of to_string and of key members: JSON without quotes. Not for lists and entities.
std::string plain_text_of(const PlainValue& value, const query::ValueType& type);

}  // namespace omnigraph::testing
