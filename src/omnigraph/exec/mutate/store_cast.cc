#include "omnigraph/exec/mutate/store_cast.h"

#include <cmath>
#include <limits>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/columnar/builder.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::Builder;
using columnar::TypeKind;

Error store_error(std::string_view code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = std::move(message);
  return Error::from_diagnostics({std::move(diagnostic)});
}

// A number of any kind, exactly: an integer with its sign, or a double.
struct Number {
  bool integer = true;
  bool negative = false;
  uint64_t magnitude = 0;
  double real = 0;
};

Number number_at(const Array& array, size_t i) {
  const auto of_signed = [](int64_t value) {
    return Number{true,
                  value < 0,
                  value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value),
                  static_cast<double>(value)};
  };
  switch (array.kind()) {
    case TypeKind::kInt32:
      return of_signed(array.value_at<int32_t>(i));
    case TypeKind::kInt64:
      return of_signed(array.value_at<int64_t>(i));
    case TypeKind::kUInt32:
      return of_signed(array.value_at<uint32_t>(i));
    case TypeKind::kUInt64: {
      const uint64_t value = array.value_at<uint64_t>(i);
      return {true, false, value, static_cast<double>(value)};
    }
    case TypeKind::kFloat32:
      return {false, false, 0, array.value_at<float>(i)};
    default:
      return {false, false, 0, array.value_at<double>(i)};
  }
}

std::string text_of(const Number& number) {
  return number.integer ? (number.negative ? "-" : "") + std::to_string(number.magnitude)
                        : json_float64(number.real);
}

// Turns a whole double into an integer; false if it is not one or does not fit.
bool make_integer(Number& number) {
  if (number.integer) {
    return true;
  }
  if (number.real != std::floor(number.real) || std::fabs(number.real) >= 18446744073709551616.0) {
    return false;
  }
  number.negative = number.real < 0;
  number.magnitude = static_cast<uint64_t>(std::fabs(number.real));
  return true;
}

template <typename T>
bool append_integer(Number number, Builder& builder) {
  if (!make_integer(number)) {
    return false;
  }
  const auto max = static_cast<uint64_t>(std::numeric_limits<T>::max());
  const uint64_t limit = number.negative ? (std::is_signed_v<T> ? max + 1 : 0) : max;
  if (number.magnitude > limit) {
    return false;
  }
  builder.append<T>(static_cast<T>(number.negative ? 0 - number.magnitude : number.magnitude));
  return true;
}

bool append_number(const Number& number, TypeKind kind, Builder& builder) {
  switch (kind) {
    case TypeKind::kInt32:
      return append_integer<int32_t>(number, builder);
    case TypeKind::kInt64:
      return append_integer<int64_t>(number, builder);
    case TypeKind::kUInt32:
      return append_integer<uint32_t>(number, builder);
    case TypeKind::kUInt64:
      return append_integer<uint64_t>(number, builder);
    case TypeKind::kFloat32:
      if (std::isfinite(number.real) && !std::isfinite(static_cast<float>(number.real))) {
        return false;
      }
      builder.append<float>(static_cast<float>(number.real));
      return true;
    default:
      builder.append<double>(number.real);
      return true;
  }
}

Result<ArrayPtr> cast_numbers(const Array& values,
                              const columnar::DataType& type,
                              const std::string& place) {
  Builder builder(type);
  for (size_t i = 0; i < values.length(); ++i) {
    if (values.is_null(i)) {
      builder.append_null();
      continue;
    }
    const Number number = number_at(values, i);
    if (!append_number(number, type.kind, builder)) {
      return store_error("R121",
                         format("value {} is out of range for {} ({})",
                                text_of(number),
                                place,
                                columnar::to_string(type)));
    }
  }
  return builder.finish();
}

Result<ArrayPtr> cast_blobs(const Array& values, const std::string& place) {
  constexpr std::string_view kInline = "base64:";
  Builder builder(columnar::DataType::blob());
  for (size_t i = 0; i < values.length(); ++i) {
    if (values.is_null(i)) {
      builder.append_null();
      continue;
    }
    const std::string_view text = values.string_at(i);
    if (text.starts_with(kInline)) {
      const auto bytes = base64_decode(text.substr(kInline.size()));
      if (!bytes.ok()) {
        return store_error("R104", format("{}: {}", place, bytes.error().message()));
      }
      builder.child(0).append_string(*bytes);
      builder.child(1).append_null();
    } else {
      builder.child(0).append_null();
      builder.child(1).append_string(text);
    }
    builder.finish_struct();
  }
  return builder.finish();
}

Result<ArrayPtr> cast_list(const Array& values,
                           const columnar::DataType& type,
                           const std::string& place) {
  const ArrayPtr& items = values.children()[0];
  if (!columnar::is_numeric(items->kind()) || !columnar::is_numeric(type.item->kind)) {
    // An empty list literal is a list of String whatever it is meant for.
    if (items->length() == 0) {
      Builder builder(type);
      for (size_t i = 0; i < values.length(); ++i) {
        if (values.is_null(i)) {
          builder.append_null();
        } else {
          builder.finish_list();
        }
      }
      return builder.finish();
    }
    return Error(ErrorCode::kInternal,
                 format("{}: a list of {} cannot be stored as {}",
                        place,
                        columnar::to_string(items->type()),
                        columnar::to_string(type)));
  }
  OG_ASSIGN_OR_RETURN(ArrayPtr cast, cast_numbers(*items, *type.item, place));
  Array::Parts parts;
  parts.type = type;
  parts.length = values.length();
  parts.null_count = values.null_count();
  parts.validity = values.validity();
  parts.offsets = values.offsets();
  parts.children = {std::move(cast)};
  return Array::make(std::move(parts));
}

// A list of numbers into a vector.
Result<ArrayPtr> cast_vector(const Array& values,
                             const columnar::DataType& type,
                             const std::string& place) {
  Builder builder(type);
  std::vector<float> numbers;
  for (size_t i = 0; i < values.length(); ++i) {
    if (values.is_null(i)) {
      builder.append_null();
      continue;
    }
    numbers.clear();
    for (size_t k = values.list_begin(i); k < values.list_end(i); ++k) {
      if (values.child(0).is_null(k)) {
        return store_error("R121", format("vector {} may not hold a null", place));
      }
      numbers.push_back(static_cast<float>(number_at(values.child(0), k).real));
    }
    if (numbers.size() != static_cast<size_t>(type.list_size)) {
      return store_error(
          "R121",
          format("expected {} values for {}, got {}", type.list_size, place, numbers.size()));
    }
    builder.append_vector(numbers);
  }
  return builder.finish();
}

}  // namespace

Result<ArrayPtr> cast_for_store(const ArrayPtr& values,
                                const schema::Property& property,
                                const std::string& type_name) {
  const columnar::DataType type = schema::column_type(property.type);
  if (values->type() == type) {
    return values;
  }
  const std::string place = format("{}.{}", type_name, property.name);
  if (values->null_count() == values->length()) {
    return columnar::make_nulls(type, values->length());
  }
  if (type.kind == TypeKind::kStruct && (values->kind() == TypeKind::kString)) {
    return cast_blobs(*values, place);
  }
  if (type.kind == TypeKind::kFixedSizeList && values->kind() == TypeKind::kList &&
      columnar::is_numeric(values->child(0).kind())) {
    return cast_vector(*values, type, place);
  }
  if (type.kind == TypeKind::kList && values->kind() == TypeKind::kList) {
    return cast_list(*values, type, place);
  }
  if (columnar::is_numeric(type.kind) && columnar::is_numeric(values->kind())) {
    return cast_numbers(*values, type, place);
  }
  return Error(ErrorCode::kInternal,
               format("{}: {} cannot be stored as {}",
                      place,
                      columnar::to_string(values->type()),
                      columnar::to_string(type)));
}

}  // namespace omnigraph::exec
