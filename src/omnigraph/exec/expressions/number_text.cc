#include "omnigraph/exec/expressions/number_text.h"

#include <algorithm>
#include <charconv>

namespace omnigraph::exec {
namespace {

// whole.fraction · 10^exponent, digits as written.
struct DecimalText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  int64_t exponent = 0;
};

std::string_view take_digits(std::string_view* text) {
  size_t count = 0;
  while (count < text->size() && (*text)[count] >= '0' && (*text)[count] <= '9') {
    ++count;
  }
  const std::string_view digits = text->substr(0, count);
  text->remove_prefix(count);
  return digits;
}

bool take_sign(std::string_view* text) {
  const bool negative = !text->empty() && text->front() == '-';
  if (!text->empty() && (negative || text->front() == '+')) {
    text->remove_prefix(1);
  }
  return negative;
}

// Exponents beyond this are all alike: no text is long enough to make up for them.
constexpr int64_t kMostExponent = int64_t{1} << 40;

std::optional<DecimalText> parse_decimal(std::string_view text) {
  DecimalText decimal;
  decimal.negative = take_sign(&text);
  decimal.whole = take_digits(&text);
  if (decimal.whole.empty()) {
    return std::nullopt;
  }
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    decimal.fraction = take_digits(&text);
    if (decimal.fraction.empty()) {
      return std::nullopt;
    }
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    const bool negative = take_sign(&text);
    const std::string_view digits = take_digits(&text);
    if (digits.empty()) {
      return std::nullopt;
    }
    for (const char digit : digits) {
      decimal.exponent = std::min(decimal.exponent * 10 + (digit - '0'), kMostExponent);
    }
    decimal.exponent = negative ? -decimal.exponent : decimal.exponent;
  }
  return text.empty() ? std::optional(decimal) : std::nullopt;
}

}  // namespace

IntegerText parse_integer_text(std::string_view text, int64_t* value) {
  const std::optional<DecimalText> decimal = parse_decimal(text);
  if (!decimal) {
    return IntegerText::kNotANumber;
  }
  const size_t count = decimal->whole.size() + decimal->fraction.size();
  const auto digit = [&](size_t i) {
    return i < decimal->whole.size() ? decimal->whole[i]
                                     : decimal->fraction[i - decimal->whole.size()];
  };
  size_t first = 0;  // the digits that count are [first, last)
  size_t last = count;
  while (first < last && digit(first) == '0') {
    ++first;
  }
  while (last > first && digit(last - 1) == '0') {
    --last;
  }
  if (first == last) {
    *value = 0;
    return IntegerText::kInteger;
  }
  // How many zeros follow the last digit that counts; negative: it stands behind the point.
  const int64_t zeros =
      decimal->exponent + static_cast<int64_t>(decimal->whole.size()) - static_cast<int64_t>(last);
  if (zeros < 0) {
    return IntegerText::kFraction;
  }
  constexpr int64_t kMostDigits = 19;
  if (static_cast<int64_t>(last - first) + zeros > kMostDigits) {
    return IntegerText::kOutOfRange;
  }
  uint64_t magnitude = 0;  // 19 digits fit
  for (size_t i = first; i < last; ++i) {
    magnitude = magnitude * 10 + static_cast<uint64_t>(digit(i) - '0');
  }
  for (int64_t i = 0; i < zeros; ++i) {
    magnitude *= 10;
  }
  if (magnitude > (uint64_t{1} << 63) - (decimal->negative ? 0 : 1)) {
    return IntegerText::kOutOfRange;
  }
  *value = static_cast<int64_t>(decimal->negative ? uint64_t{0} - magnitude : magnitude);
  return IntegerText::kInteger;
}

std::optional<double> parse_float_text(std::string_view text) {
  const std::optional<DecimalText> decimal = parse_decimal(text);
  if (!decimal) {
    return std::nullopt;
  }
  if (text.front() == '+') {
    text.remove_prefix(1);
  }
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc::result_out_of_range) {
    return value;
  }
  // Too small or too large: the place of the first digit that is not zero tells.
  const size_t zeros = std::min(decimal->whole.find_first_not_of('0'), decimal->whole.size());
  const bool large =
      zeros < decimal->whole.size()
          ? decimal->exponent + static_cast<int64_t>(decimal->whole.size() - zeros) > 0
          : decimal->exponent > 0;
  return large ? std::nullopt : std::optional(decimal->negative ? -0.0 : 0.0);
}

}  // namespace omnigraph::exec
