// Reading the rows of an answer cell by cell, as JSON or as text for people.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/exec/result_set.h"

namespace omnigraph::engine {

// A row of a result, valid during the call that hands it out.
class ResultRow {
 public:
  ResultRow(const exec::ResultSet& rows, size_t chunk, size_t row)
      : rows_(rows), chunk_(chunk), row_(row) {}
  // Writes the cell's JSON value.
  void write_cell(JsonWriter& json, size_t column) const;
  // Writes the row as an object with all columns.
  void write_object(JsonWriter& json) const;
  // null as "null", strings, dates and instants without quotes, all else as JSON.
  std::string cell_text(size_t column) const;

 private:
  const exec::ResultSet& rows_;
  size_t chunk_;
  size_t row_;
};

// Calls `visit` for every row, in order.
void each_row(const exec::ResultSet& rows, const std::function<void(const ResultRow&)>& visit);

}  // namespace omnigraph::engine
