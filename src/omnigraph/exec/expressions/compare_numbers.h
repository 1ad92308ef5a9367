// Comparison of two numbers by their exact mathematical values, whatever their types: 2^53 + 1 is
// greater than the double 2^53, the largest uint64 greater than -1. NaN is unordered with
// everything, itself included.
#pragma once

#include <cmath>
#include <cstdint>

namespace omnigraph::exec {

enum class Ordering : uint8_t { kLess, kEqual, kGreater, kUnordered };

inline Ordering reversed(Ordering ordering) {
  return ordering == Ordering::kLess      ? Ordering::kGreater
         : ordering == Ordering::kGreater ? Ordering::kLess
                                          : ordering;
}

template <typename T>
Ordering compare_exact(T a, T b) {
  return a < b    ? Ordering::kLess
         : b < a  ? Ordering::kGreater
         : a == b ? Ordering::kEqual
                  : Ordering::kUnordered;
}

inline Ordering compare_exact(int64_t a, uint64_t b) {
  return a < 0 ? Ordering::kLess : compare_exact<uint64_t>(static_cast<uint64_t>(a), b);
}
inline Ordering compare_exact(uint64_t a, int64_t b) {
  return reversed(compare_exact(b, a));
}

namespace detail {

// `b` lies in the range of Int. Compares with its whole part; if that ties, the rest decides.
template <typename Int>
Ordering compare_in_range(Int a, double b) {
  const double whole = std::trunc(b);
  const Ordering ordering = compare_exact<Int>(a, static_cast<Int>(whole));
  return ordering == Ordering::kEqual ? compare_exact<double>(whole, b) : ordering;
}

}  // namespace detail

inline Ordering compare_exact(int64_t a, double b) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::isnan(b)) {
    return Ordering::kUnordered;
  }
  if (b >= kTwoTo63) {
    return Ordering::kLess;
  }
  return b < -kTwoTo63 ? Ordering::kGreater : detail::compare_in_range<int64_t>(a, b);
}
inline Ordering compare_exact(double a, int64_t b) {
  return reversed(compare_exact(b, a));
}

inline Ordering compare_exact(uint64_t a, double b) {
  constexpr double kTwoTo64 = 18446744073709551616.0;
  if (std::isnan(b)) {
    return Ordering::kUnordered;
  }
  if (b >= kTwoTo64) {
    return Ordering::kLess;
  }
  return b < 0 ? Ordering::kGreater : detail::compare_in_range<uint64_t>(a, b);
}
inline Ordering compare_exact(double a, uint64_t b) {
  return reversed(compare_exact(b, a));
}

}  // namespace omnigraph::exec
