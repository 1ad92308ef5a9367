#include "omnigraph/query/types/convert.h"

#include <cmath>
#include <limits>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"

namespace omnigraph::query::types {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

// A number as one of the three alternatives, whatever its kind.
struct Number {
  bool is_double = false;
  bool negative = false;   // for integers: magnitude is that of a negative number
  uint64_t magnitude = 0;  // integers
  double real = 0;
};

std::optional<Number> number_of(const Value& value) {
  Number number;
  if (const auto* i = std::get_if<int64_t>(&value.data)) {
    number.negative = *i < 0;
    number.magnitude = *i < 0 ? uint64_t{0} - static_cast<uint64_t>(*i) : static_cast<uint64_t>(*i);
  } else if (const auto* u = std::get_if<uint64_t>(&value.data)) {
    number.magnitude = *u;
  } else if (const auto* d = std::get_if<double>(&value.data)) {
    number.real = *d;
    number.is_double = true;
    if (*d == std::floor(*d) && std::fabs(*d) < kTwoTo64) {  // also usable as an integer
      number.negative = *d < 0;
      number.magnitude = static_cast<uint64_t>(std::fabs(*d));
    }
  } else {
    return std::nullopt;
  }
  return number;
}

double as_double(const Number& number) {
  if (number.is_double) {
    return number.real;
  }
  const auto magnitude = static_cast<double>(number.magnitude);
  return number.negative ? -magnitude : magnitude;
}

// The integer in [-`most_negative`, `most`], or nothing.
std::optional<Number> integer_within(const Number& number, uint64_t most_negative, uint64_t most) {
  if (number.is_double &&
      (number.real != std::floor(number.real) || std::fabs(number.real) >= kTwoTo64)) {
    return std::nullopt;
  }
  if (number.magnitude > (number.negative ? most_negative : most)) {
    return std::nullopt;
  }
  return number;
}

std::optional<Value> to_integer(const Number& number, ValueKind to) {
  constexpr uint64_t kI32Max = std::numeric_limits<int32_t>::max();
  constexpr uint64_t kI64Max = std::numeric_limits<int64_t>::max();
  std::optional<Number> fitting;
  switch (to) {
    case ValueKind::kI32:
      fitting = integer_within(number, kI32Max + 1, kI32Max);
      break;
    case ValueKind::kI64:
      fitting = integer_within(number, kI64Max + 1, kI64Max);
      break;
    case ValueKind::kU32:
      fitting = integer_within(number, 0, std::numeric_limits<uint32_t>::max());
      break;
    default:
      fitting = integer_within(number, 0, std::numeric_limits<uint64_t>::max());
      break;
  }
  if (!fitting) {
    return std::nullopt;
  }
  if (is_unsigned(to)) {
    return Value{fitting->magnitude};
  }
  const uint64_t bits = fitting->negative ? uint64_t{0} - fitting->magnitude : fitting->magnitude;
  return Value{static_cast<int64_t>(bits)};
}

std::optional<Value> to_number(const Value& value, ValueKind to, std::string* why) {
  const std::optional<Number> number = number_of(value);
  if (!number) {
    return std::nullopt;
  }
  std::optional<Value> result;
  if (to == ValueKind::kF64) {
    result = Value{as_double(*number)};
  } else if (to == ValueKind::kF32) {
    const double real = as_double(*number);
    // Above the largest float plus half its last digit rounding gives infinity.
    const bool fits = std::fabs(real) <= 3.4028235677973366e38;
    result =
        fits ? std::optional(Value{static_cast<double>(static_cast<float>(real))}) : std::nullopt;
  } else {
    result = to_integer(*number, to);
  }
  if (!result) {
    ValueType wanted;
    wanted.kind = to;
    *why = format("{} does not fit {}", to_text(value), to_string(wanted));
  }
  return result;
}

std::optional<Value> to_time(const std::string& text, ValueKind to, std::string* why) {
  if (to == ValueKind::kDate) {
    if (const Result<int32_t> days = parse_date(text); days.ok()) {
      return Value{int64_t{*days}};
    }
    *why = format("invalid Date literal '{}', expected YYYY-MM-DD", text);
    return std::nullopt;
  }
  const Result<Instant> instant = parse_instant(text);
  if (instant.ok() && instant->exact) {
    return Value{instant->ms};
  }
  *why =
      instant.ok()
          ? format("invalid DateTime literal '{}', digits after milliseconds would be lost", text)
          : format("invalid DateTime literal '{}', expected YYYY-MM-DDTHH:MM:SS[.mmm][Z|±HH:MM]",
                   text);
  return std::nullopt;
}

}  // namespace

std::optional<Value> convert_scalar(const Value& value,
                                    ValueKind from,
                                    ValueKind to,
                                    std::string* why) {
  why->clear();
  if (value.is_null() || from == to) {
    return value;
  }
  if (is_numeric(from) && is_numeric(to)) {
    return to_number(value, to, why);
  }
  if (from == ValueKind::kString && (to == ValueKind::kDate || to == ValueKind::kDateTime)) {
    const auto* text = std::get_if<std::string>(&value.data);
    return text == nullptr ? std::nullopt : to_time(*text, to, why);
  }
  return std::nullopt;
}

std::optional<Value> convert_list(const Value& value,
                                  ValueKind from,
                                  ValueKind to,
                                  std::string* why) {
  const auto* list = std::get_if<std::shared_ptr<const ValueList>>(&value.data);
  if (list == nullptr) {
    return std::nullopt;
  }
  ValueList items;
  items.reserve((*list)->size());
  for (const Value& item : **list) {
    std::optional<Value> converted = convert_scalar(item, from, to, why);
    if (!converted) {
      return std::nullopt;
    }
    items.push_back(std::move(*converted));
  }
  return Value{std::make_shared<const ValueList>(std::move(items))};
}

std::optional<Value> convert_to_vector(const Value& value,
                                       ValueKind from,
                                       int32_t dimension,
                                       std::string* why) {
  why->clear();
  const auto* list = std::get_if<std::shared_ptr<const ValueList>>(&value.data);
  if (list == nullptr || !is_numeric(from)) {
    return std::nullopt;
  }
  if ((*list)->size() != static_cast<size_t>(dimension)) {
    *why = format("vector literal with {} elements, expected {}", (*list)->size(), dimension);
    return std::nullopt;
  }
  std::vector<float> numbers;
  numbers.reserve((*list)->size());
  for (const Value& item : **list) {
    const std::optional<Value> converted = convert_scalar(item, from, ValueKind::kF32, why);
    if (!converted || converted->is_null()) {
      *why = why->empty() ? "a vector cannot hold null" : *why;
      return std::nullopt;
    }
    numbers.push_back(static_cast<float>(std::get<double>(converted->data)));
  }
  return Value{std::make_shared<const std::vector<float>>(std::move(numbers))};
}

std::optional<Value> negate(const Value& value, ValueKind* kind) {
  std::optional<Number> number = number_of(value);
  if (!number) {
    return std::nullopt;
  }
  if (number->is_double) {
    *kind = ValueKind::kF64;
    return Value{-number->real};
  }
  number->negative = !number->negative && number->magnitude != 0;
  *kind = number->negative || number->magnitude < static_cast<uint64_t>(kTwoTo63) ? ValueKind::kI64
                                                                                  : ValueKind::kU64;
  return to_integer(*number, *kind);
}

std::string to_text(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value.data)) {
    return *flag ? "true" : "false";
  }
  if (const auto* i = std::get_if<int64_t>(&value.data)) {
    return format("{}", *i);
  }
  if (const auto* u = std::get_if<uint64_t>(&value.data)) {
    return format("{}", *u);
  }
  if (const auto* d = std::get_if<double>(&value.data)) {
    return format("{}", *d);
  }
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    return "\"" + *text + "\"";
  }
  if (const auto* list = std::get_if<std::shared_ptr<const ValueList>>(&value.data)) {
    std::string text = "[";
    for (const Value& item : **list) {
      text += (text.size() == 1 ? "" : ", ") + to_text(item);
    }
    return text + "]";
  }
  return value.is_null() ? "null" : "vector";
}

}  // namespace omnigraph::query::types
