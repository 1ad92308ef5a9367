#include "omnigraph/graph/load/row_key.h"

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"

namespace omnigraph::graph {

std::string cell_text(const columnar::Array& array, size_t row) {
  using columnar::TypeKind;
  switch (array.kind()) {
    case TypeKind::kString:
      return std::string(array.string_at(row));
    case TypeKind::kBool:
      return array.bool_at(row) ? "true" : "false";
    case TypeKind::kInt32:
      return std::to_string(array.value_at<int32_t>(row));
    case TypeKind::kInt64:
      return std::to_string(array.value_at<int64_t>(row));
    case TypeKind::kUInt32:
      return std::to_string(array.value_at<uint32_t>(row));
    case TypeKind::kUInt64:
      return std::to_string(array.value_at<uint64_t>(row));
    case TypeKind::kFloat32:
      return json_float32(array.value_at<float>(row));
    case TypeKind::kFloat64:
      return json_float64(array.value_at<double>(row));
    case TypeKind::kDate32:
      return format_date(array.value_at<int32_t>(row));
    case TypeKind::kDate64:
      return format_instant(array.value_at<int64_t>(row));
    default:
      return {};
  }
}

std::string key_id(const std::vector<std::string>& parts) {
  if (parts.size() == 1) {
    return parts[0];
  }
  JsonWriter json;
  json.begin_array();
  for (const std::string& part : parts) {
    json.string(part);
  }
  json.end_array();
  return json.take();
}

}  // namespace omnigraph::graph
