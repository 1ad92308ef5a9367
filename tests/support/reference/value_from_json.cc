#include "support/reference/value_from_json.h"

#include <cmath>
#include <limits>
#include <utility>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/time.h"

namespace omnigraph::testing {
namespace {

using nlohmann::json;
using schema::PropertyType;
using schema::ScalarKind;

Error bad(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

Result<PlainValue> integer_in(const json& value, Integer low, Integer high) {
  Integer number = 0;
  if (value.is_number_unsigned()) {
    number = value.get<uint64_t>();
  } else if (value.is_number_integer()) {
    number = value.get<int64_t>();
  } else if (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>() &&
             std::fabs(value.get<double>()) < 1e30) {
    number = static_cast<Integer>(value.get<double>());
  } else {
    return bad("not an integer: " + value.dump());
  }
  if (number < low || number > high) {
    return bad("out of range: " + value.dump());
  }
  return plain_integer(number);
}

Result<PlainValue> number_of(const json& value, bool single) {
  if (!value.is_number()) {
    return bad("not a number: " + value.dump());
  }
  const auto real = value.get<double>();
  if (!single) {
    return plain_real(real);
  }
  const auto narrow = static_cast<float>(real);
  return std::isfinite(narrow) ? Result<PlainValue>(plain_real(static_cast<double>(narrow)))
                               : bad("out of range: " + value.dump());
}

Result<PlainValue> time_of(const json& value, bool date) {
  if (value.is_number_integer()) {
    const auto number = value.get<int64_t>();
    if (date) {
      return PlainValue{PlainDate{number}};
    }
    return PlainValue{PlainInstant{number}};
  }
  if (!value.is_string()) {
    return bad("not a date: " + value.dump());
  }
  const auto text = value.get<std::string>();
  OG_ASSIGN_OR_RETURN(const Instant instant, parse_instant(text));
  if (!date) {
    return PlainValue{PlainInstant{instant.ms}};
  }
  OG_ASSIGN_OR_RETURN(const int32_t days, parse_date(text.substr(0, 10)));
  return PlainValue{PlainDate{days}};
}

// A Blob keeps its text; inline bytes in the one spelling that base64 has for them.
Result<PlainValue> blob_of(const std::string& text) {
  constexpr std::string_view kInline = "base64:";
  if (!text.starts_with(kInline)) {
    return plain_text(text);
  }
  OG_ASSIGN_OR_RETURN(const std::string bytes, base64_decode(text.substr(kInline.size())));
  return plain_text(std::string(kInline) + base64_encode(as_bytes(bytes)));
}

Result<PlainValue> vector_of(const json& value, int32_t dimension) {
  if (!value.is_array() || value.size() != static_cast<size_t>(dimension)) {
    return bad("not a vector of the right length: " + value.dump());
  }
  PlainList items;
  for (const json& item : value) {
    OG_ASSIGN_OR_RETURN(PlainValue number, number_of(item, true));
    items.push_back(std::move(number));
  }
  return plain_list(std::move(items));
}

Result<PlainValue> scalar_of(const json& value, const PropertyType& type) {
  switch (type.scalar) {
    case ScalarKind::kI32:
      return integer_in(
          value, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
    case ScalarKind::kI64:
      return integer_in(
          value, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
    case ScalarKind::kU32:
      return integer_in(value, 0, std::numeric_limits<uint32_t>::max());
    case ScalarKind::kU64:
      return integer_in(value, 0, std::numeric_limits<uint64_t>::max());
    case ScalarKind::kF32:
    case ScalarKind::kF64:
      return number_of(value, type.scalar == ScalarKind::kF32);
    case ScalarKind::kDate:
    case ScalarKind::kDateTime:
      return time_of(value, type.scalar == ScalarKind::kDate);
    case ScalarKind::kVector:
      return vector_of(value, type.dimension);
    case ScalarKind::kBool:
      return value.is_boolean() ? Result<PlainValue>(plain_bool(value.get<bool>()))
                                : bad("not a boolean: " + value.dump());
    case ScalarKind::kString:
    case ScalarKind::kBlob:
      break;
  }
  if (!value.is_string()) {
    return bad("not a string: " + value.dump());
  }
  return type.scalar == ScalarKind::kBlob
             ? blob_of(value.get<std::string>())
             : Result<PlainValue>(plain_text(value.get<std::string>()));
}

}  // namespace

Result<PlainValue> value_from_json(const nlohmann::json& value, const PropertyType& type) {
  if (value.is_null()) {
    return plain_null();
  }
  if (!type.list) {
    return scalar_of(value, type);
  }
  if (!value.is_array()) {
    return bad("not an array: " + value.dump());
  }
  PlainList items;
  for (const json& item : value) {
    if (item.is_null()) {
      items.push_back(plain_null());
      continue;
    }
    OG_ASSIGN_OR_RETURN(PlainValue one, scalar_of(item, type));
    items.push_back(std::move(one));
  }
  return plain_list(std::move(items));
}

}  // namespace omnigraph::testing
