// Rows of a result as JSON objects, as the language defines them (query language 2, section 10):
// all columns in order, nulls explicit, 64-bit integers with all digits, floats as their shortest
// text, dates and instants as text, stored non-finite floats as strings, never a Blob.
#pragma once

#include "omnigraph/base/json_writer.h"
#include "omnigraph/exec/result_set.h"

namespace omnigraph::exec {

// The value of row `row` of `values`. A Blob is written as null.
void write_json_cell(const columnar::Array& values, size_t row, JsonWriter* json);

// The cell of a result column, which may hold ready JSON.
void write_json_cell(const ResultColumn& column, size_t chunk, size_t row, JsonWriter* json);

// Row `row` of chunk `chunk` as an object.
void write_json_row(const ResultSet& result, size_t chunk, size_t row, JsonWriter* json);

// Calls write(chunk, row) for all rows in order.
template <typename Write>
void for_each_row(const ResultSet& result, Write&& write) {
  if (result.columns.empty()) {
    return;
  }
  const auto& chunks = result.columns[0].chunks;
  for (size_t chunk = 0; chunk < chunks.size(); ++chunk) {
    for (size_t row = 0; row < chunks[chunk]->length(); ++row) {
      write(chunk, row);
    }
  }
}

}  // namespace omnigraph::exec
