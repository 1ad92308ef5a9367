// Conversions, choices among values, items of lists.
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "omnigraph/base/time.h"
#include "support/reference/functions.h"
#include "support/reference/write_plain.h"

namespace omnigraph::testing {

PlainValue as_type(const PlainValue& value, const query::ValueType& type) {
  if (!type.list && query::is_float(type.kind) && std::holds_alternative<Integer>(value.data)) {
    return plain_real(to_double(value));
  }
  return value;
}

namespace {

// ---- Conversions -------------------------------------------------------------------------------

Result<PlainValue> to_string_of(const PlainCall& call) {
  return plain_text(plain_text_of(call.arguments[0], call.types[0]));
}

// The whole text as a number; nothing if it is none.
PlainValue number_in(const std::string& text) {
  const bool plain =
      !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string::npos;
  char* end = nullptr;
  const double real = plain ? std::strtod(text.c_str(), &end) : 0;
  if (!plain || *end != '\0' || !std::isfinite(real)) {
    return plain_null();
  }
  return plain_real(real);
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

PlainValue integer_or_null(double truncated) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (truncated < -kLimit || truncated >= kLimit) {
    return plain_null();
  }
  return plain_integer(static_cast<Integer>(truncated));
}

// A text with a fraction is refused; one that is no number is null.
Result<PlainValue> to_int_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  if (const auto* integer = std::get_if<Integer>(&x.data)) {
    const bool fits = *integer <= Integer{std::numeric_limits<int64_t>::max()};
    return fits ? x : plain_null();
  }
  if (const auto* real = std::get_if<double>(&x.data)) {
    return integer_or_null(std::trunc(*real));
  }
  std::string_view digits = x.text();
  const bool minus = digits.starts_with("-");
  digits.remove_prefix(minus ? 1 : 0);
  if (is_digits(digits)) {
    constexpr size_t kMostDigits = 30;
    Integer value = 0;
    for (const char digit : digits.substr(0, kMostDigits)) {
      value = value * 10 + (digit - '0');
    }
    value = minus ? -value : value;
    const bool fits = digits.size() <= kMostDigits &&
                      value <= Integer{std::numeric_limits<int64_t>::max()} &&
                      value >= Integer{std::numeric_limits<int64_t>::min()};
    return fits ? plain_integer(value) : plain_null();
  }
  if (number_in(x.text()).is_null()) {
    return plain_null();
  }
  return run_time_error("R104", "the text is a number but not a whole one");
}

Result<PlainValue> to_float_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  return x.is_number() ? plain_real(to_double(x)) : number_in(x.text());
}

Result<PlainValue> to_bool_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  if (std::holds_alternative<bool>(x.data)) {
    return x;
  }
  const bool known = x.text() == "true" || x.text() == "false";
  return known ? plain_bool(x.text() == "true") : plain_null();
}

Result<PlainValue> to_date_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  if (std::holds_alternative<PlainDate>(x.data)) {
    return x;
  }
  if (const auto* instant = std::get_if<PlainInstant>(&x.data)) {
    constexpr int64_t kDayMs = 86'400'000;
    const int64_t rest = (instant->ms % kDayMs + kDayMs) % kDayMs;
    return PlainValue{PlainDate{(instant->ms - rest) / kDayMs}};
  }
  const auto days = parse_date(x.text());
  return days.ok() ? PlainValue{PlainDate{*days}} : plain_null();
}

Result<PlainValue> to_datetime_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  if (std::holds_alternative<PlainInstant>(x.data)) {
    return x;
  }
  if (const auto* date = std::get_if<PlainDate>(&x.data)) {
    return PlainValue{PlainInstant{date->days * 86'400'000}};
  }
  const auto instant = parse_instant(x.text());
  return instant.ok() ? PlainValue{PlainInstant{instant->ms}} : plain_null();
}

// ---- Choices -----------------------------------------------------------------------------------

Result<PlainValue> nullif_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  const PlainValue& y = call.arguments[1];
  return !y.is_null() && compare(x, y) == 0 ? plain_null() : x;
}

PlainValue extreme_of(const PlainCall& call, int wanted) {
  PlainValue best = plain_null();
  for (const PlainValue& value : call.arguments) {
    if (!value.is_null() && (best.is_null() || compare(value, best) == wanted)) {
      best = value;
    }
  }
  return as_type(best, call.result);
}

Result<PlainValue> least_of(const PlainCall& call) {
  return extreme_of(call, -1);
}
Result<PlainValue> greatest_of(const PlainCall& call) {
  return extreme_of(call, 1);
}

Result<PlainValue> concat_of(const PlainCall& call) {
  std::string text;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    text += plain_text_of(call.arguments[i], call.types[i]);  // a null has none
  }
  return plain_text(std::move(text));
}

// ---- Items -------------------------------------------------------------------------------------

PlainValue item_at(const PlainValue& list, Integer at) {
  const auto size = static_cast<Integer>(list.list().size());
  const Integer from_front = at < 0 ? size + at : at;
  const bool inside = from_front >= 0 && from_front < size;
  return inside ? list.list()[static_cast<size_t>(from_front)] : plain_null();
}

Result<PlainValue> item_of(const PlainCall& call) {
  const bool known = !call.arguments[0].is_null() && !call.arguments[1].is_null();
  return known ? item_at(call.arguments[0], call.arguments[1].integer()) : plain_null();
}
Result<PlainValue> first_of(const PlainCall& call) {
  return call.arguments[0].is_null() ? plain_null() : item_at(call.arguments[0], 0);
}
Result<PlainValue> last_of(const PlainCall& call) {
  return call.arguments[0].is_null() ? plain_null() : item_at(call.arguments[0], -1);
}

}  // namespace

const PlainFunctions& conversion_functions() {
  static const PlainFunctions kFunctions = {
      {"to_string", to_string_of},
      {"to_int", to_int_of},
      {"to_float", to_float_of},
      {"to_bool", to_bool_of},
      {"to_date", to_date_of},
      {"to_datetime", to_datetime_of},
  };
  return kFunctions;
}

const PlainFunctions& choice_functions() {
  static const PlainFunctions kFunctions = {
      {"nullif", nullif_of},
      {"least", least_of},
      {"greatest", greatest_of},
      {"concat", concat_of},
      {"item", item_of},
      {"first", first_of},
      {"last", last_of},
  };
  return kFunctions;
}

}  // namespace omnigraph::testing
