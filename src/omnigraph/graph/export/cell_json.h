// Cells as JSON, as exports have them: dates and instants as texts, blobs as "base64:…" or their
// URI, vectors and lists as arrays.
#pragma once

#include <string>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"

namespace omnigraph::graph {

// Errors: kInvalidArgument for a number that is not finite.
Status write_cell_json(JsonWriter& json, const columnar::Array& array, size_t i);

// The cell's text; numbers that are not finite are texts: "NaN", "inf", "-inf".
std::string cell_json(const columnar::Array& array, size_t i);

}  // namespace omnigraph::graph
