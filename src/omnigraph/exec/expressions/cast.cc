#include "omnigraph/exec/expressions/cast.h"

#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/exec/expressions/errors.h"
#include "omnigraph/exec/expressions/numbers.h"

namespace omnigraph::exec {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;

namespace {

template <typename To, typename From>
bool fits(From value) {
  if constexpr (std::is_floating_point_v<To>) {
    return true;
  } else if constexpr (std::is_signed_v<From> && !std::is_signed_v<To>) {
    return value >= 0 &&
           static_cast<std::make_unsigned_t<From>>(value) <= std::numeric_limits<To>::max();
  } else if constexpr (!std::is_signed_v<From> && std::is_signed_v<To>) {
    return value <= static_cast<std::make_unsigned_t<To>>(std::numeric_limits<To>::max());
  } else {
    return value >= std::numeric_limits<To>::min() && value <= std::numeric_limits<To>::max();
  }
}

template <typename To, typename From>
Result<ArrayPtr> convert(const Array& array,
                         TypeKind kind,
                         const query::ValueType& to,
                         SourceSpan span) {
  const auto from = array.values_as<From>();
  BufferBuilder out;
  out.resize(from.size() * sizeof(To));
  for (size_t i = 0; i < from.size(); ++i) {
    if (fits<To, From>(from[i])) {
      out.mutable_as<To>()[i] = static_cast<To>(from[i]);
    } else if (!array.is_null(i)) {
      return evaluation_error(
          kOverflow, format("the number {} does not fit {}", from[i], to_string(to)), span);
    }
  }
  return fixed_array(kind, from.size(), out.finish(), {array.validity(), array.null_count()});
}

template <typename From>
Result<ArrayPtr> convert_from(const Array& array, const query::ValueType& to, SourceSpan span) {
  const TypeKind kind = query::column_type(to).kind;
  if constexpr (!std::is_floating_point_v<From>) {
    switch (kind) {
      case TypeKind::kInt32:
        return convert<int32_t, From>(array, kind, to, span);
      case TypeKind::kInt64:
        return convert<int64_t, From>(array, kind, to, span);
      case TypeKind::kUInt32:
        return convert<uint32_t, From>(array, kind, to, span);
      case TypeKind::kUInt64:
        return convert<uint64_t, From>(array, kind, to, span);
      default:
        break;
    }
  }
  return kind == TypeKind::kFloat32 ? convert<float, From>(array, kind, to, span)
                                    : convert<double, From>(array, kind, to, span);
}

Result<ArrayPtr> cast_number(const Array& array, const query::ValueType& to, SourceSpan span) {
  switch (array.kind()) {
    case TypeKind::kInt32:
      return convert_from<int32_t>(array, to, span);
    case TypeKind::kInt64:
      return convert_from<int64_t>(array, to, span);
    case TypeKind::kUInt32:
      return convert_from<uint32_t>(array, to, span);
    case TypeKind::kUInt64:
      return convert_from<uint64_t>(array, to, span);
    case TypeKind::kFloat32:
      return convert_from<float>(array, to, span);
    default:
      return convert_from<double>(array, to, span);
  }
}

ArrayPtr with_items(const Array& list, ArrayPtr items) {
  Array::Parts parts;
  parts.type = columnar::DataType::list(items->type());
  parts.length = list.length();
  parts.null_count = list.null_count();
  parts.validity = list.validity();
  parts.offsets = list.offsets();
  parts.children.push_back(std::move(items));
  return Array::make(std::move(parts));
}

bool is_given(const query::Expr& expr) {
  return std::holds_alternative<query::Constant>(expr.node) ||
         std::holds_alternative<query::ParamRef>(expr.node);
}

}  // namespace

Result<Column> cast(const Column& column,
                    const query::ValueType& from,
                    const query::ValueType& to,
                    SourceSpan span) {
  if (from.kind == to.kind && from.list == to.list) {
    return column;
  }
  if (from.kind == query::ValueKind::kNull && !from.list) {
    return null_column(query::column_type(to));
  }
  query::ValueType item = to;
  item.list = false;
  const Array& values = from.list ? column.array->child(0) : *column.array;
  ArrayPtr converted;
  if (from.kind == query::ValueKind::kNull) {  // a list of nulls, or an empty one
    converted = columnar::make_nulls(query::column_type(item), values.length());
  } else {
    OG_ASSIGN_OR_RETURN(converted, cast_number(values, item, span));
  }
  if (from.list) {
    converted = with_items(*column.array, std::move(converted));
  }
  return Column{std::move(converted), column.constant};
}

Column rounded_to_f32(const Column& column) {
  const bool list = column.array->kind() == TypeKind::kList;
  const Array& values = list ? column.array->child(0) : *column.array;
  if (!columnar::is_numeric(values.kind()) || values.kind() == TypeKind::kFloat32) {
    return column;
  }
  const ArrayPtr shared = list ? column.array->children()[0] : column.array;
  const Numbers<double> numbers(Column{shared});
  BufferBuilder out;
  out.resize(values.length() * sizeof(float));
  for (size_t i = 0; i < values.length(); ++i) {
    const auto rounded = static_cast<float>(numbers[i]);
    if (std::isinf(rounded) && !std::isinf(numbers[i])) {
      return column;
    }
    out.mutable_as<float>()[i] = rounded;
  }
  ArrayPtr floats = fixed_array(
      TypeKind::kFloat32, values.length(), out.finish(), {values.validity(), values.null_count()});
  return {list ? with_items(*column.array, std::move(floats)) : std::move(floats), column.constant};
}

void match_f32(const query::Expr& a, const query::Expr& b, Column* left, Column* right) {
  if (a.type.kind == query::ValueKind::kF32 && is_given(b)) {
    *right = rounded_to_f32(*right);
  }
  if (b.type.kind == query::ValueKind::kF32 && is_given(a)) {
    *left = rounded_to_f32(*left);
  }
}

}  // namespace omnigraph::exec
