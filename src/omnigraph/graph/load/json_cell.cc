#include "omnigraph/graph/load/json_cell.h"

#include <cmath>
#include <limits>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"

namespace omnigraph::graph {
namespace {

using columnar::Builder;
using schema::PropertyType;
using schema::ScalarKind;
using simdjson::dom::element;
using simdjson::dom::element_type;

// Years 0001 to 9999: what has a text, and so survives an export.
constexpr int64_t kFirstDay = -719'162;
constexpr int64_t kLastDay = 2'932'896;
constexpr int64_t kDayMs = 86'400'000;

std::string_view json_type_name(const element& value) {
  switch (value.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::INT64:
    case element_type::UINT64:
      return "an integer";
    case element_type::DOUBLE:
      return "a number";
    case element_type::STRING:
      return "a string";
    case element_type::BOOL:
      return "a boolean";
    case element_type::NULL_VALUE:
      return "null";
  }
  return "?";
}

Error wrong_type(const element& value, std::string_view expected) {
  return Error(ErrorCode::kInvalidArgument,
               format("expected {}, got {}", expected, json_type_name(value)));
}

Error out_of_range(std::string_view type, const element& value) {
  return Error(ErrorCode::kInvalidArgument,
               format("value {} is out of range for {}", simdjson::minify(value), type));
}

// An integer, also written as 3.0. Sets `*negative` and the magnitude.
Status read_integer(const element& value,
                    std::string_view type,
                    bool* negative,
                    uint64_t* magnitude) {
  int64_t as_signed = 0;
  if (value.get(*magnitude) == simdjson::SUCCESS) {
    *negative = false;
    return {};
  }
  if (value.get(as_signed) == simdjson::SUCCESS) {
    *negative = as_signed < 0;
    *magnitude =
        as_signed < 0 ? 0 - static_cast<uint64_t>(as_signed) : static_cast<uint64_t>(as_signed);
    return {};
  }
  double real = 0;
  if (value.get(real) != simdjson::SUCCESS) {
    return wrong_type(value, format("an integer ({})", type));
  }
  if (real != std::floor(real)) {
    return Error(ErrorCode::kInvalidArgument,
                 format("expected an integer ({}), got {}", type, simdjson::minify(value)));
  }
  if (std::fabs(real) >= 18446744073709551616.0) {
    return out_of_range(type, value);
  }
  *negative = real < 0;
  *magnitude = static_cast<uint64_t>(std::fabs(real));
  return {};
}

template <typename T>
Status append_integer(const element& value, std::string_view type, Builder& builder) {
  bool negative = false;
  uint64_t magnitude = 0;
  OG_RETURN_IF_ERROR(read_integer(value, type, &negative, &magnitude));
  const auto max = static_cast<uint64_t>(std::numeric_limits<T>::max());
  const uint64_t limit = negative ? (std::is_signed_v<T> ? max + 1 : 0) : max;
  if (magnitude > limit) {
    return out_of_range(type, value);
  }
  builder.append<T>(static_cast<T>(negative ? 0 - magnitude : magnitude));
  return {};
}

Status append_float(const element& value, ScalarKind kind, Builder& builder) {
  double real = 0;
  if (value.get(real) != simdjson::SUCCESS) {
    return wrong_type(value, "a number");
  }
  if (kind == ScalarKind::kF64) {
    builder.append<double>(real);
    return {};
  }
  const auto narrow = static_cast<float>(real);
  if (!std::isfinite(narrow)) {
    return out_of_range("F32", value);
  }
  builder.append<float>(narrow);
  return {};
}

// The integer -0, which the parser was given as -0e0 (number_texts.h).
bool is_negative_zero(const element& value) {
  double real = 1;
  return value.type() == element_type::DOUBLE && value.get(real) == simdjson::SUCCESS &&
         real == 0 && std::signbit(real);
}

Status append_date(const element& value, Builder& builder) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    OG_ASSIGN_OR_RETURN(const int32_t days, date_from_text(text));
    builder.append<int32_t>(days);
    return {};
  }
  int64_t days = 0;
  if (value.get(days) != simdjson::SUCCESS && !is_negative_zero(value)) {
    return wrong_type(value, "a date string or integer days");
  }
  if (days < kFirstDay || days > kLastDay) {
    return Error(ErrorCode::kInvalidArgument, format("Date value out of range: {}", days));
  }
  builder.append<int32_t>(static_cast<int32_t>(days));
  return {};
}

Status append_instant(const element& value, Builder& builder) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    OG_ASSIGN_OR_RETURN(const Instant instant, parse_instant(text));
    builder.append<int64_t>(instant.ms);
    return {};
  }
  int64_t ms = 0;
  if (value.get(ms) != simdjson::SUCCESS && !is_negative_zero(value)) {
    return wrong_type(value, "an ISO 8601 string or integer milliseconds");
  }
  if (ms < kFirstDay * kDayMs || ms >= (kLastDay + 1) * kDayMs) {
    return Error(ErrorCode::kInvalidArgument, format("DateTime value out of range: {}", ms));
  }
  builder.append<int64_t>(ms);
  return {};
}

Status append_blob(const element& value, Builder& builder) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) {
    return wrong_type(value, "a string: \"base64:…\" or a URI");
  }
  constexpr std::string_view kInline = "base64:";
  if (text.starts_with(kInline)) {
    OG_ASSIGN_OR_RETURN(const std::string bytes, base64_decode(text.substr(kInline.size())));
    builder.child(0).append_string(bytes);
    builder.child(1).append_null();
  } else {
    builder.child(0).append_null();
    builder.child(1).append_string(text);
  }
  builder.finish_struct();
  return {};
}

Status append_vector(const element& value, int32_t dimension, Builder& builder) {
  simdjson::dom::array items;
  if (value.get(items) != simdjson::SUCCESS) {
    return wrong_type(value, format("an array of {} numbers", dimension));
  }
  std::vector<float> numbers;
  for (const element item : items) {
    double real = 0;
    if (item.get(real) != simdjson::SUCCESS) {
      return Error(ErrorCode::kInvalidArgument,
                   format("vector element '{}' is not numeric", simdjson::minify(item)));
    }
    const auto narrow = static_cast<float>(real);
    if (!std::isfinite(narrow)) {
      return out_of_range("F32", item);
    }
    numbers.push_back(narrow);
  }
  if (numbers.size() != static_cast<size_t>(dimension)) {
    return Error(
        ErrorCode::kInvalidArgument,
        format("expected {} values for Vector({}), got {}", dimension, dimension, numbers.size()));
  }
  builder.append_vector(numbers);
  return {};
}

Status append_scalar(const element& value, const PropertyType& type, Builder& builder) {
  switch (type.scalar) {
    case ScalarKind::kString: {
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) {
        return wrong_type(value, "a string");
      }
      builder.append_string(text);
      return {};
    }
    case ScalarKind::kBool: {
      bool truth = false;
      if (value.get(truth) != simdjson::SUCCESS) {
        return wrong_type(value, "a boolean");
      }
      builder.append_bool(truth);
      return {};
    }
    case ScalarKind::kI32:
      return append_integer<int32_t>(value, "I32", builder);
    case ScalarKind::kI64:
      return append_integer<int64_t>(value, "I64", builder);
    case ScalarKind::kU32:
      return append_integer<uint32_t>(value, "U32", builder);
    case ScalarKind::kU64:
      return append_integer<uint64_t>(value, "U64", builder);
    case ScalarKind::kF32:
    case ScalarKind::kF64:
      return append_float(value, type.scalar, builder);
    case ScalarKind::kDate:
      return append_date(value, builder);
    case ScalarKind::kDateTime:
      return append_instant(value, builder);
    case ScalarKind::kBlob:
      return append_blob(value, builder);
    case ScalarKind::kVector:
      return append_vector(value, type.dimension, builder);
  }
  return {};
}

}  // namespace

Result<int32_t> date_from_text(std::string_view text) {
  OG_ASSIGN_OR_RETURN(const Instant instant, parse_instant(text));
  (void)instant;
  return parse_date(text.substr(0, 10));
}

Status append_json_cell(const element& value, const PropertyType& type, Builder& builder) {
  if (!type.list) {
    return append_scalar(value, type, builder);
  }
  simdjson::dom::array items;
  if (value.get(items) != simdjson::SUCCESS) {
    return Error(ErrorCode::kInvalidArgument,
                 format("expects a JSON array, got {}", json_type_name(value)));
  }
  for (const element item : items) {
    if (item.is_null()) {
      builder.child().append_null();
    } else {
      OG_RETURN_IF_ERROR(append_scalar(item, type, builder.child()));
    }
  }
  builder.finish_list();
  return {};
}

}  // namespace omnigraph::graph
