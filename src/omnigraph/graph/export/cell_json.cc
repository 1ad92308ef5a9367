#include "omnigraph/graph/export/cell_json.h"

#include <cmath>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/check.h"
#include "omnigraph/base/time.h"

namespace omnigraph::graph {
namespace {

using columnar::Array;
using columnar::TypeKind;

// What becomes of numbers that JSON has no form for.
enum class NotFinite : uint8_t { kRefused, kText };

template <typename T>
Status write_float(JsonWriter& json, T value, NotFinite mode) {
  if (!std::isfinite(value) && mode == NotFinite::kText) {
    json.string(std::isnan(value) ? "NaN" : value > 0 ? "inf" : "-inf");
    return {};
  }
  if (!std::isfinite(value)) {
    return Error(ErrorCode::kInvalidArgument,
                 "a value that is not a finite number cannot be exported as JSON");
  }
  if constexpr (std::is_same_v<T, float>) {
    json.float32(value);
  } else {
    json.float64(value);
  }
  return {};
}

Status write_cell(JsonWriter& json, const Array& array, size_t i, NotFinite mode);

Status write_items(JsonWriter& json, const Array& array, size_t i, NotFinite mode) {
  json.begin_array();
  for (size_t k = array.list_begin(i); k < array.list_end(i); ++k) {
    OG_RETURN_IF_ERROR(write_cell(json, array.child(0), k, mode));
  }
  json.end_array();
  return {};
}

Status write_cell(JsonWriter& json, const Array& array, size_t i, NotFinite mode) {
  if (array.is_null(i)) {
    json.null();
    return {};
  }
  switch (array.kind()) {
    case TypeKind::kBool:
      json.boolean(array.bool_at(i));
      return {};
    case TypeKind::kInt32:
      json.integer(array.value_at<int32_t>(i));
      return {};
    case TypeKind::kInt64:
      json.integer(array.value_at<int64_t>(i));
      return {};
    case TypeKind::kUInt32:
      json.unsigned_integer(array.value_at<uint32_t>(i));
      return {};
    case TypeKind::kUInt64:
      json.unsigned_integer(array.value_at<uint64_t>(i));
      return {};
    case TypeKind::kFloat32:
      return write_float(json, array.value_at<float>(i), mode);
    case TypeKind::kFloat64:
      return write_float(json, array.value_at<double>(i), mode);
    case TypeKind::kDate32:
      json.string(format_date(array.value_at<int32_t>(i)));
      return {};
    case TypeKind::kDate64:
      json.string(format_instant(array.value_at<int64_t>(i)));
      return {};
    case TypeKind::kString:
      json.string(array.string_at(i));
      return {};
    case TypeKind::kBinary:
      json.string("base64:" + base64_encode(as_bytes(array.string_at(i))));
      return {};
    case TypeKind::kList:
    case TypeKind::kFixedSizeList:
      return write_items(json, array, i, mode);
    case TypeKind::kStruct: {  // a Blob: its bytes or its URI
      const Array& data = array.child(0);
      return write_cell(json, data.is_null(i) ? array.child(1) : data, i, mode);
    }
  }
  return {};
}

}  // namespace

Status write_cell_json(JsonWriter& json, const Array& array, size_t i) {
  return write_cell(json, array, i, NotFinite::kRefused);
}

std::string cell_json(const Array& array, size_t i) {
  JsonWriter json;
  const Status written = write_cell(json, array, i, NotFinite::kText);
  OG_CHECK(written.ok(), "every cell has a text");
  return json.take();
}

}  // namespace omnigraph::graph
