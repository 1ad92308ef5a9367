#include "omnigraph/graph/diff/widen.h"

#include "omnigraph/base/check.h"
#include "omnigraph/columnar/builder.h"

namespace omnigraph::graph {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;

template <typename From, typename To>
ArrayPtr convert(const Array& array, const columnar::DataType& to) {
  columnar::Builder builder(to);
  for (size_t i = 0; i < array.length(); ++i) {
    if (array.is_null(i)) {
      builder.append_null();
    } else {
      builder.append<To>(static_cast<To>(array.value_at<From>(i)));
    }
  }
  return builder.finish();
}

}  // namespace

bool widens(const columnar::DataType& from, const columnar::DataType& to) {
  if (from == to) {
    return true;
  }
  switch (to.kind) {
    case TypeKind::kInt64:
      return from.kind == TypeKind::kInt32;
    case TypeKind::kUInt64:
      return from.kind == TypeKind::kUInt32;
    case TypeKind::kFloat64:
      return from.kind == TypeKind::kFloat32 || from.kind == TypeKind::kInt32 ||
             from.kind == TypeKind::kUInt32;
    default:
      return false;
  }
}

ArrayPtr widened(const ArrayPtr& array, const columnar::DataType& to) {
  if (array->type() == to) {
    return array;
  }
  switch (array->kind()) {
    case TypeKind::kInt32:
      return to.kind == TypeKind::kInt64 ? convert<int32_t, int64_t>(*array, to)
                                         : convert<int32_t, double>(*array, to);
    case TypeKind::kUInt32:
      return to.kind == TypeKind::kUInt64 ? convert<uint32_t, uint64_t>(*array, to)
                                          : convert<uint32_t, double>(*array, to);
    default:
      OG_CHECK(array->kind() == TypeKind::kFloat32, "types that widen");
      return convert<float, double>(*array, to);
  }
}

}  // namespace omnigraph::graph
