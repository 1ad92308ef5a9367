#include "omnigraph/query/syntax/number_literal.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace omnigraph::query::syntax {

namespace {

// The decimal exponent of the first digit that is not zero: 2 for 123, -2 for 0.0123. Saturates.
int64_t leading_exponent(std::string_view text) {
  constexpr int64_t kSaturated = 1'000'000'000'000;
  const size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const size_t first = std::min(mantissa.find_first_of("123456789"), mantissa.size());
  int64_t exponent = static_cast<int64_t>(point) - static_cast<int64_t>(first);
  if (first < point) {
    --exponent;
  }
  int64_t written = 0;
  const bool negative = e + 1 < text.size() && text[e + 1] == '-';
  for (const char c : text.substr(e)) {
    if (c >= '0' && c <= '9') {
      written = std::min(kSaturated, written * 10 + (c - '0'));
    }
  }
  return exponent + (negative ? -written : written);
}

}  // namespace

bool parse_integer(std::string_view text, uint64_t& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc();
}

bool parse_float(std::string_view text, double& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc()) {
    return true;
  }
  value = 0;
  return leading_exponent(text) < 0;  // out of range on the small side
}

}  // namespace omnigraph::query::syntax
