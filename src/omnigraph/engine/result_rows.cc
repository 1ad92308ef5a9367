#include "omnigraph/engine/result_rows.h"

#include "omnigraph/exec/encode_json.h"

namespace omnigraph::engine {

void ResultRow::write_cell(JsonWriter& json, size_t column) const {
  exec::write_json_cell(rows_.columns[column], chunk_, row_, &json);
}

void ResultRow::write_object(JsonWriter& json) const {
  exec::write_json_row(rows_, chunk_, row_, &json);
}

std::string ResultRow::cell_text(size_t column) const {
  const columnar::Array& array = *rows_.columns[column].chunks[chunk_];
  if (array.is_null(row_)) {
    return "null";
  }
  if (array.kind() == columnar::TypeKind::kString) {
    return std::string(array.string_at(row_));
  }
  JsonWriter json;
  write_cell(json, column);
  std::string text = json.take();
  return text.size() >= 2 && text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

void each_row(const exec::ResultSet& rows, const std::function<void(const ResultRow&)>& visit) {
  exec::for_each_row(rows, [&](size_t chunk, size_t row) { visit(ResultRow(rows, chunk, row)); });
}

}  // namespace omnigraph::engine
