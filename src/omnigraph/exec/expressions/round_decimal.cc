// A double is a sum of powers of two, so its decimal expansion is finite: with `e` the exponent of
// its lowest bit it has at most -e digits behind the point. We write it out in full (a few dozen
// digits for everyday numbers, 1074 at the worst), round the text, and read it back.
#include "omnigraph/exec/expressions/round_decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace omnigraph::exec {
namespace {

// 309 digits before the point, the point, 1074 behind it, and room.
constexpr size_t kExpansionBytes = 1500;

// Digits behind the point that the exact value has.
int fraction_digits(double magnitude) {
  int exponent = 0;
  std::frexp(magnitude, &exponent);  // magnitude = f * 2^exponent with f < 1 of 53 bits
  const int lowest = std::max(exponent - 53, -1074);
  return lowest < 0 ? -lowest : 0;
}

// Adds one to a decimal number without point; may make it a digit longer.
void increment(std::string& digits) {
  for (size_t i = digits.size(); i > 0; --i) {
    if (digits[i - 1] != '9') {
      ++digits[i - 1];
      return;
    }
    digits[i - 1] = '0';
  }
  digits.insert(digits.begin(), '1');
}

double round_magnitude_of(double magnitude, int digits) {
  const int have = fraction_digits(magnitude);
  if (digits >= have) {
    return magnitude;
  }
  char text[kExpansionBytes];
  const auto end =
      std::to_chars(text, text + sizeof(text), magnitude, std::chars_format::fixed, have);
  std::string expansion(text, end.ptr);
  const size_t point = std::min(expansion.find('.'), expansion.size());
  if (point < expansion.size()) {
    expansion.erase(point, 1);
  }
  // Digits that stay; the first one that goes decides.
  const int64_t kept = static_cast<int64_t>(point) + digits;
  if (kept < 0) {
    return 0;
  }
  const auto keep = static_cast<size_t>(kept);
  const bool up = expansion[keep] >= '5';
  std::string rounded = keep == 0 ? "0" : expansion.substr(0, keep);
  if (up) {
    increment(rounded);
  }
  rounded += "e" + std::to_string(-digits);
  double result = 0;
  const auto read = std::from_chars(rounded.data(), rounded.data() + rounded.size(), result);
  return read.ec == std::errc::result_out_of_range ? std::numeric_limits<double>::infinity()
                                                   : result;
}

}  // namespace

double round_decimal(double value, int digits) {
  if (!std::isfinite(value) || value == 0) {
    return value;
  }
  if (digits == 0) {
    return std::round(value);
  }
  return std::copysign(round_magnitude_of(std::fabs(value), digits), value);
}

bool round_magnitude(uint64_t value, int digits, uint64_t* rounded) {
  constexpr int kMostDigits = 19;  // 10^20 is more than twice the largest value
  *rounded = value;
  if (digits >= 0) {
    return true;
  }
  if (-digits > kMostDigits) {
    *rounded = 0;
    return true;
  }
  uint64_t step = 1;
  for (int i = 0; i < -digits; ++i) {
    step *= 10;
  }
  const uint64_t rest = value % step;
  const uint64_t steps = value / step + (rest >= step - rest ? 1 : 0);
  return !__builtin_mul_overflow(steps, step, rounded);
}

bool round_integer(int64_t value, int digits, int64_t* rounded) {
  const bool negative = value < 0;
  const uint64_t magnitude =
      negative ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  uint64_t result = 0;
  const uint64_t most = (uint64_t{1} << 63) - (negative ? 0 : 1);
  if (!round_magnitude(magnitude, digits, &result) || result > most) {
    return false;
  }
  *rounded = static_cast<int64_t>(negative ? uint64_t{0} - result : result);
  return true;
}

}  // namespace omnigraph::exec
