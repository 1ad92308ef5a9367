// Which types of properties @key, @unique and @index fit: one rule for their two spellings.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/schema/catalog.h"

namespace omnigraph::schema {

// Why a property of `type` cannot be a column of the constraint `name` ("key", "unique", "index"),
// as the end of a sentence that begins with the property: "is a list". Empty if it can.
std::string reason_unfit(std::string_view name, const PropertyType& type);

}  // namespace omnigraph::schema
