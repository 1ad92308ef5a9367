#include "omnigraph/exec/expressions/cell_text.h"

#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"

namespace omnigraph::exec {

using columnar::TypeKind;

std::string_view CellText::operator[](size_t i) {
  const columnar::Array& array = *column_.array;
  const size_t row = column_.row(i);
  switch (array.kind()) {
    case TypeKind::kString:
      return array.string_at(row);
    case TypeKind::kBool:
      return array.bool_at(row) ? "true" : "false";
    case TypeKind::kInt32:
      text_ = std::to_string(array.value_at<int32_t>(row));
      break;
    case TypeKind::kInt64:
      text_ = std::to_string(array.value_at<int64_t>(row));
      break;
    case TypeKind::kUInt32:
      text_ = std::to_string(array.value_at<uint32_t>(row));
      break;
    case TypeKind::kUInt64:
      text_ = std::to_string(array.value_at<uint64_t>(row));
      break;
    case TypeKind::kFloat32:
      text_ = json_float32(array.value_at<float>(row));
      break;
    case TypeKind::kFloat64:
      text_ = json_float64(array.value_at<double>(row));
      break;
    case TypeKind::kDate32:
      text_ = format_date(array.value_at<int32_t>(row));
      break;
    case TypeKind::kDate64:
      text_ = format_instant(array.value_at<int64_t>(row));
      break;
    default:
      text_.clear();  // lists, vectors and Blobs are refused by the checker
  }
  return text_;
}

}  // namespace omnigraph::exec
