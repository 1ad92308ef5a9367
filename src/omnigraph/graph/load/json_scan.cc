#include "omnigraph/graph/load/json_scan.h"

#include <charconv>
#include <system_error>

#include "omnigraph/base/ascii.h"

namespace omnigraph::graph {
namespace {

constexpr ptrdiff_t kExactDigits = 18;

}  // namespace

bool scan_number(const char* at, ScannedNumber* number) {
  number->negative = *at == '-';
  at += number->negative ? 1 : 0;
  const char* digits = at;
  uint64_t magnitude = 0;
  for (; is_digit(*at); ++at) {
    magnitude = magnitude * 10 + static_cast<uint64_t>(*at - '0');  // may wrap: then `large`
  }
  if (at == digits || (*digits == '0' && at - digits > 1)) {
    return false;
  }
  number->magnitude = magnitude;
  number->large = at - digits > kExactDigits;
  number->integer = true;
  if (*at == '.') {
    number->integer = false;
    const char* fraction = ++at;
    for (; is_digit(*at); ++at) {
    }
    if (at == fraction) {
      return false;
    }
  }
  if (*at == 'e' || *at == 'E') {
    number->integer = false;
    ++at;
    at += *at == '+' || *at == '-' ? 1 : 0;
    const char* exponent = at;
    for (; is_digit(*at); ++at) {
    }
    if (at == exponent) {
      return false;
    }
  }
  number->end = at;
  return true;
}

bool to_double(const char* at, const ScannedNumber& number, double* value) {
  // Few digits and a small power of ten: both are exact doubles, and so one division rounds right
  // (Clinger). That is most numbers there are.
  static constexpr double kPowers[] = {
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  if (number.end - at <= 16) {
    uint64_t mantissa = 0;
    size_t decimals = 0;
    const char* p = at + (number.negative ? 1 : 0);
    for (; is_digit(*p); ++p) {
      mantissa = mantissa * 10 + static_cast<uint64_t>(*p - '0');
    }
    if (*p == '.') {
      const char* fraction = ++p;
      for (; is_digit(*p); ++p) {
        mantissa = mantissa * 10 + static_cast<uint64_t>(*p - '0');
      }
      decimals = static_cast<size_t>(p - fraction);
    }
    if (p == number.end && mantissa <= uint64_t{1} << 53) {
      const double real = static_cast<double>(mantissa) / kPowers[decimals];
      *value = number.negative ? -real : real;
      return true;
    }
  }
  const auto [end, error] = std::from_chars(at, number.end, *value);
  return error == std::errc() && end == number.end;
}

}  // namespace omnigraph::graph
