#include "omnigraph/query/types/decode_value.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"

namespace omnigraph::query::types {
namespace {

Error bad(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

std::string type_text(ValueKind kind) {
  ValueType type;
  type.kind = kind;
  return to_string(type);
}

// ---- Numbers ----

// A whole number within 64 bits and a sign; nothing for anything else.
struct Whole {
  bool negative = false;
  bool too_large = false;
  uint64_t magnitude = 0;
};

std::optional<Whole> parse_whole(std::string_view text) {
  Whole whole;
  if (text.starts_with("-")) {
    whole.negative = true;
    text.remove_prefix(1);
  }
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), whole.magnitude);
  whole.too_large = error == std::errc::result_out_of_range;
  return whole;
}

Result<Value> out_of_range(std::string_view text, ValueKind kind) {
  return bad(format("value {} exceeds {} range", text, type_text(kind)));
}

Result<Value> decode_integer(const JsonValue& json, ValueKind kind) {
  if (json.kind != JsonKind::kNumber && json.kind != JsonKind::kString) {
    return bad(format("expected integer, got {}", json_name(json.kind)));
  }
  const std::optional<Whole> whole = parse_whole(json.text);
  if (!whole) {
    return bad(format("expected integer, got {} '{}'", json_name(json.kind), json.text));
  }
  const bool wide = kind == ValueKind::kI64 || kind == ValueKind::kU64;
  const uint64_t unsigned_max =
      wide ? std::numeric_limits<uint64_t>::max() : std::numeric_limits<uint32_t>::max();
  if (is_unsigned(kind)) {
    const bool negative = whole->negative && whole->magnitude != 0;
    return whole->too_large || negative || whole->magnitude > unsigned_max
               ? out_of_range(json.text, kind)
               : Result<Value>(Value{whole->magnitude});
  }
  const uint64_t most = (unsigned_max >> 1) + (whole->negative ? 1 : 0);
  if (whole->too_large || whole->magnitude > most) {
    return out_of_range(json.text, kind);
  }
  const uint64_t bits = whole->negative ? uint64_t{0} - whole->magnitude : whole->magnitude;
  return Value{static_cast<int64_t>(bits)};
}

// The number as a double, rounded to a float if asked for; nothing if it is out of range.
std::optional<double> to_real(std::string_view text, bool single) {
  double real = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (error == std::errc::result_out_of_range) {
    // Too large, or so small that it is zero: a number with a negative exponent or none is small.
    const size_t exponent = text.find_first_of("eE");
    const bool small =
        (exponent != std::string_view::npos && text.substr(exponent + 1).starts_with("-")) ||
        text.starts_with("0.") || text.starts_with("-0.");
    return small ? std::optional(0.0) : std::nullopt;
  }
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(real)) {
    return std::nullopt;
  }
  if (!single) {
    return real;
  }
  // Values up to half a digit above the largest float round to it.
  if (std::fabs(real) > 3.4028235677973366e38) {
    return std::nullopt;
  }
  const auto rounded = static_cast<double>(static_cast<float>(real));
  return std::isfinite(rounded) ? std::optional(rounded) : std::nullopt;
}

Result<Value> decode_float(const JsonValue& json, ValueKind kind) {
  if (json.kind != JsonKind::kNumber) {
    return bad(format("expected float, got {}", json_name(json.kind)));
  }
  const std::optional<double> real = to_real(json.text, kind == ValueKind::kF32);
  if (!real) {
    return out_of_range(json.text, kind);
  }
  return Value{*real};
}

// ---- The rest ----

Result<Value> decode_time(const JsonValue& json, ValueKind kind) {
  const bool date = kind == ValueKind::kDate;
  if (json.kind != JsonKind::kString) {
    return bad(
        format("expected {} string, got {}", date ? "date" : "datetime", json_name(json.kind)));
  }
  if (date) {
    OG_ASSIGN_OR_RETURN(const int32_t days, parse_date(json.text));
    return Value{int64_t{days}};
  }
  OG_ASSIGN_OR_RETURN(const Instant instant, parse_instant(json.text));
  if (!instant.exact) {
    return bad(format("invalid DateTime literal '{}', digits after milliseconds would be lost",
                      json.text));
  }
  return Value{instant.ms};
}

Result<Value> decode_vector(const JsonValue& json, int32_t dimension) {
  if (json.kind != JsonKind::kArray) {
    return bad(format("expected array for Vector({}), got {}", dimension, json_name(json.kind)));
  }
  if (json.items.size() != static_cast<size_t>(dimension)) {
    return bad(format(
        "expected {} values for Vector({}), got {}", dimension, dimension, json.items.size()));
  }
  std::vector<float> numbers;
  numbers.reserve(json.items.size());
  for (const JsonValue& item : json.items) {
    if (item.kind != JsonKind::kNumber) {
      return bad(format("vector element '{}' is not numeric",
                        item.kind == JsonKind::kString ? item.text.c_str() : json_name(item.kind)));
    }
    const std::optional<double> real = to_real(item.text, true);
    if (!real) {
      return out_of_range(item.text, ValueKind::kF32);
    }
    numbers.push_back(static_cast<float>(*real));
  }
  return Value{std::make_shared<const std::vector<float>>(std::move(numbers))};
}

Result<Value> decode_text(const JsonValue& json, const char* expected) {
  if (json.kind != JsonKind::kString) {
    return bad(format("expected {}, got {}", expected, json_name(json.kind)));
  }
  return Value{json.text};
}

Result<Value> decode_scalar(const JsonValue& json, const ValueType& type) {
  if (is_integer(type.kind)) {
    return decode_integer(json, type.kind);
  }
  if (is_float(type.kind)) {
    return decode_float(json, type.kind);
  }
  switch (type.kind) {
    case ValueKind::kString:
      return decode_text(json, "string");
    case ValueKind::kBlob:
      return decode_text(json, "blob URI string");
    case ValueKind::kDate:
    case ValueKind::kDateTime:
      return decode_time(json, type.kind);
    case ValueKind::kVector:
      return decode_vector(json, type.dimension);
    default:
      break;
  }
  if (json.kind != JsonKind::kBool) {
    return bad(format("expected boolean, got {}", json_name(json.kind)));
  }
  return Value{json.boolean};
}

Result<Value> decode_list(const JsonValue& json, const ValueType& type) {
  ValueType item = type;
  item.list = false;
  item.nullable = false;
  if (json.kind != JsonKind::kArray) {
    return bad(format("expected array for [{}], got {}", to_string(item), json_name(json.kind)));
  }
  ValueList values;
  values.reserve(json.items.size());
  for (const JsonValue& element : json.items) {
    if (element.kind == JsonKind::kNull) {
      return bad("null is not accepted inside a list");
    }
    OG_ASSIGN_OR_RETURN(Value value, decode_scalar(element, item));
    values.push_back(std::move(value));
  }
  return Value{std::make_shared<const ValueList>(std::move(values))};
}

}  // namespace

Result<Value> decode_value(const JsonValue& json, const ValueType& type) {
  if (json.kind == JsonKind::kNull) {
    return type.nullable ? Result<Value>(Value{})
                         : bad("null is not accepted for non-nullable parameter");
  }
  return type.list ? decode_list(json, type) : decode_scalar(json, type);
}

}  // namespace omnigraph::query::types
