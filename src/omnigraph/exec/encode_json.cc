#include "omnigraph/exec/encode_json.h"

#include "omnigraph/base/time.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::TypeKind;

void write_list(const Array& values, size_t row, bool ready_json, JsonWriter* json) {
  json->begin_array();
  const Array& items = values.child(0);
  for (size_t i = values.list_begin(row); i < values.list_end(row); ++i) {
    if (ready_json && !items.is_null(i)) {
      json->raw(items.string_at(i));
    } else {
      write_json_cell(items, i, json);
    }
  }
  json->end_array();
}

}  // namespace

void write_json_cell(const Array& values, size_t row, JsonWriter* json) {
  if (values.is_null(row)) {
    json->null();
    return;
  }
  switch (values.kind()) {
    case TypeKind::kBool:
      json->boolean(values.bool_at(row));
      return;
    case TypeKind::kInt32:
      json->integer(values.value_at<int32_t>(row));
      return;
    case TypeKind::kInt64:
      json->integer(values.value_at<int64_t>(row));
      return;
    case TypeKind::kUInt32:
      json->unsigned_integer(values.value_at<uint32_t>(row));
      return;
    case TypeKind::kUInt64:
      json->unsigned_integer(values.value_at<uint64_t>(row));
      return;
    case TypeKind::kFloat32:
      json->float32(values.value_at<float>(row));
      return;
    case TypeKind::kFloat64:
      json->float64(values.value_at<double>(row));
      return;
    case TypeKind::kDate32:
      json->string(format_date(values.value_at<int32_t>(row)));
      return;
    case TypeKind::kDate64:
      json->string(format_instant(values.value_at<int64_t>(row)));
      return;
    case TypeKind::kString:
      json->string(values.string_at(row));
      return;
    case TypeKind::kList:
    case TypeKind::kFixedSizeList:
      write_list(values, row, /*ready_json=*/false, json);
      return;
    case TypeKind::kBinary:
    case TypeKind::kStruct:
      json->null();
      return;
  }
}

void write_json_cell(const ResultColumn& column, size_t chunk, size_t row, JsonWriter* json) {
  const Array& values = *column.chunks[chunk];
  if (!column.json || values.is_null(row)) {
    write_json_cell(values, row, json);
  } else if (values.kind() == TypeKind::kList) {
    write_list(values, row, /*ready_json=*/true, json);
  } else {
    json->raw(values.string_at(row));
  }
}

void write_json_row(const ResultSet& result, size_t chunk, size_t row, JsonWriter* json) {
  json->begin_object();
  for (const ResultColumn& column : result.columns) {
    json->key(column.name);
    write_json_cell(column, chunk, row, json);
  }
  json->end_object();
}

}  // namespace omnigraph::exec
