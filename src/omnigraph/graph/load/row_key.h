// The id of a keyed row: the text of its @key property, or, for a composite key, the compact JSON
// array of the texts of its members in declared order: `["a","12"]`.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// The canonical text of a scalar cell: strings as they are, numbers as in JSON, true or false,
// dates and instants in ISO form. The cell is not null.
std::string cell_text(const columnar::Array& array, size_t row);

// The id from the texts of the key's members.
std::string key_id(const std::vector<std::string>& parts);

}  // namespace omnigraph::graph
