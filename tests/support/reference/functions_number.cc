// abs, sign, ceil, floor, round, sqrt, exp, ln, pow, div. Integers in, integers out; else F64.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "support/reference/arithmetic.h"
#include "support/reference/functions.h"

namespace omnigraph::testing {
namespace {

Result<PlainValue> real_result(double value) {
  if (std::isnan(value)) {
    return run_time_error("R104", "outside of the function's domain");
  }
  return finite(value);
}

bool is_integer_value(const PlainValue& value) {
  return std::holds_alternative<Integer>(value.data);
}

Result<PlainValue> abs_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  if (is_integer_value(x)) {
    return fitting_integer(x.integer() < 0 ? -x.integer() : x.integer(), call.result.kind);
  }
  return real_result(std::fabs(to_double(x)));
}

Result<PlainValue> sign_of(const PlainCall& call) {
  return plain_integer(compare(call.arguments[0], plain_integer(0)));
}

Result<PlainValue> ceil_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  return is_integer_value(x) ? Result<PlainValue>(x) : real_result(std::ceil(to_double(x)));
}

Result<PlainValue> floor_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  return is_integer_value(x) ? Result<PlainValue>(x) : real_result(std::floor(to_double(x)));
}

// ---- round -------------------------------------------------------------------------------------

// Half away from zero at 10^place (0: units, 2: hundreds).
Integer round_integer(Integer value, Integer place) {
  constexpr Integer kTooFar = 20;  // 10^20 is more than any 64-bit number
  if (place <= 0) {
    return value;
  }
  if (place >= kTooFar) {
    return 0;
  }
  Integer unit = 1;
  for (Integer i = 0; i < place; ++i) {
    unit *= 10;
  }
  const Integer size = value < 0 ? -value : value;
  const Integer rounded = (size + unit / 2) / unit * unit;
  return value < 0 ? -rounded : rounded;
}

// On the decimal digits of the exact binary number: every double has a finite expansion, of at most
// 1074 digits behind the point.
double round_real(double value, Integer digits) {
  constexpr int kAllDigits = 1100;
  if (digits >= kAllDigits) {
    return value;
  }
  std::string text(1500, '\0');
  const int length = std::snprintf(text.data(), text.size(), "%.*f", kAllDigits, std::fabs(value));
  text.resize(static_cast<size_t>(length));
  const size_t point = text.find('.');
  text.erase(point, 1);
  // How many of the digits stay.
  const Integer kept_count = static_cast<Integer>(point) + digits;
  if (kept_count < 0) {
    return 0.0;
  }
  std::string kept = "0" + text.substr(0, static_cast<size_t>(kept_count));
  const bool up = text[static_cast<size_t>(kept_count)] >= '5';
  for (size_t i = kept.size(); up && i-- > 0;) {
    if (kept[i] != '9') {
      ++kept[i];
      break;
    }
    kept[i] = '0';
  }
  const std::string exponent = std::to_string(-static_cast<int>(digits));
  const double rounded = std::strtod((kept + "e" + exponent).c_str(), nullptr);
  return value < 0 ? -rounded : rounded;
}

Result<PlainValue> round_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  const Integer digits = call.arguments.size() > 1 ? call.arguments[1].integer() : 0;
  if (is_integer_value(x)) {
    return fitting_integer(round_integer(x.integer(), -digits), call.result.kind);
  }
  constexpr Integer kLowest = -400;
  return real_result(digits < kLowest ? 0.0 : round_real(to_double(x), digits));
}

// ---- Roots and powers --------------------------------------------------------------------------

Result<PlainValue> sqrt_of(const PlainCall& call) {
  return real_result(std::sqrt(to_double(call.arguments[0])));
}

Result<PlainValue> exp_of(const PlainCall& call) {
  return real_result(std::exp(to_double(call.arguments[0])));
}

Result<PlainValue> ln_of(const PlainCall& call) {
  const double x = to_double(call.arguments[0]);
  if (x <= 0) {
    return run_time_error("R104", "ln of a number that is not positive");
  }
  return real_result(std::log(x));
}

Result<PlainValue> pow_of(const PlainCall& call) {
  return real_result(std::pow(to_double(call.arguments[0]), to_double(call.arguments[1])));
}

Result<PlainValue> div_of(const PlainCall& call) {
  if (call.arguments[1].integer() == 0) {
    return run_time_error("R101", "division by zero");
  }
  return fitting_integer(call.arguments[0].integer() / call.arguments[1].integer(),
                         call.result.kind);
}

}  // namespace

const PlainFunctions& number_functions() {
  static const PlainFunctions kFunctions = {
      {"abs", abs_of},
      {"sign", sign_of},
      {"ceil", ceil_of},
      {"floor", floor_of},
      {"round", round_of},
      {"sqrt", sqrt_of},
      {"exp", exp_of},
      {"ln", ln_of},
      {"pow", pow_of},
      {"div", div_of},
  };
  return kFunctions;
}

}  // namespace omnigraph::testing
