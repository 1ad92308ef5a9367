// Goal: the scalar rules below the kernels, each against an independent way to compute the same.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "omnigraph/exec/expressions/calendar.h"
#include "omnigraph/exec/expressions/compare_numbers.h"
#include "omnigraph/exec/expressions/number_text.h"
#include "omnigraph/exec/expressions/round_decimal.h"

namespace omnigraph::exec {
namespace {

using LongDouble =
    long double;  // 64 bits of mantissa: holds every int64, uint64 and double exactly

template <typename A, typename B>
Ordering expected(A a, B b) {
  const auto x = static_cast<LongDouble>(a);
  const auto y = static_cast<LongDouble>(b);
  return x < y    ? Ordering::kLess
         : y < x  ? Ordering::kGreater
         : x == y ? Ordering::kEqual
                  : Ordering::kUnordered;
}

TEST(CompareExact, AgreesWithWiderArithmetic) {
  static_assert(std::numeric_limits<LongDouble>::digits >= 64);
  std::vector<int64_t> integers = {0, 1, -1, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1};
  std::vector<double> doubles = {0.0,
                                 -0.0,
                                 0.5,
                                 -0.5,
                                 1e300,
                                 -1e300,
                                 9223372036854775808.0,
                                 -9223372036854775808.0,
                                 18446744073709551616.0,
                                 18446744073709549568.0,
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN(),
                                 5e-324};
  for (int shift = 50; shift < 63; ++shift) {
    for (int64_t off = -2; off <= 2; ++off) {
      integers.push_back((int64_t{1} << shift) + off);
      integers.push_back(-(int64_t{1} << shift) + off);
      doubles.push_back(std::ldexp(1.0, shift) + static_cast<double>(off));
      doubles.push_back(-std::ldexp(1.0, shift) + static_cast<double>(off) + 0.5);
    }
  }
  for (const int64_t i : integers) {
    const auto u = static_cast<uint64_t>(i);
    for (const double d : doubles) {
      EXPECT_EQ(compare_exact(i, d), expected(i, d)) << i << " " << d;
      EXPECT_EQ(compare_exact(d, i), expected(d, i)) << i << " " << d;
      EXPECT_EQ(compare_exact(u, d), expected(u, d)) << u << " " << d;
      EXPECT_EQ(compare_exact(d, u), expected(d, u)) << u << " " << d;
    }
    for (const int64_t j : integers) {
      EXPECT_EQ(compare_exact(j, u), expected(j, u)) << j << " " << u;
      EXPECT_EQ(compare_exact(u, j), expected(u, j)) << j << " " << u;
    }
  }
}

TEST(Calendar, AgreesWithTheStandardLibrary) {
  using namespace std::chrono;
  for (int64_t day = -719'162; day <= 2'932'896; day += 97) {
    const year_month_day date{sys_days(days(day))};
    const CivilDate civil = civil_of(day);
    ASSERT_EQ(civil.year, int{date.year()}) << day;
    ASSERT_EQ(civil.month, static_cast<int64_t>(unsigned{date.month()})) << day;
    ASSERT_EQ(civil.day, static_cast<int64_t>(unsigned{date.day()})) << day;
    ASSERT_EQ(days_of(civil), day);
    ASSERT_EQ(weekday_of(day), static_cast<int64_t>(weekday(sys_days(days(day))).iso_encoding()))
        << day;
  }
}

TEST(Calendar, EveryDayRoundsTrip) {
  for (const int64_t around :
       {-719'162, -25'567, 0, 11'016, 2'932'896, -2'147'483'000, 2'147'482'000}) {
    for (int64_t day = around - 800; day <= around + 800; ++day) {
      const CivilDate civil = civil_of(day);
      ASSERT_EQ(days_of(civil), day);
      ASSERT_TRUE(civil.day >= 1 && civil.day <= days_in_month(civil.year, civil.month)) << day;
    }
  }
}

// Adding the units between two instants to the first must not pass the second, one more must.
TEST(Calendar, DifferenceIsWhatCanBeAdded) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<int64_t> instants(-2'000'000'000'000, 4'000'000'000'000);
  for (int i = 0; i < 5000; ++i) {
    const int64_t from = instants(random);
    const int64_t to = instants(random);
    for (const DateUnit unit : {DateUnit::kSecond,
                                DateUnit::kHour,
                                DateUnit::kDay,
                                DateUnit::kWeek,
                                DateUnit::kMonth,
                                DateUnit::kQuarter,
                                DateUnit::kYear}) {
      const int64_t count = units_between(from, to, unit);
      const int64_t step = from <= to ? 1 : -1;
      const int64_t near = *add_units(from, count, unit);
      const int64_t far = *add_units(from, count + step, unit);
      ASSERT_TRUE(step > 0 ? near <= to && far > to : near >= to && far < to) << from << " " << to;
      ASSERT_LE(truncated(from, unit), from);
      ASSERT_EQ(truncated(truncated(from, unit), unit), truncated(from, unit));
    }
  }
}

// printf rounds the exact value too, but exact ties to even; ties are made in the other test.
TEST(RoundDecimal, AgreesWithPrintfOffTies) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20000; ++i) {
    const double value = std::ldexp(static_cast<double>(static_cast<int64_t>(random())),
                                    -static_cast<int>(random() % 80));
    const int digits = static_cast<int>(random() % 12);
    char text[400];
    std::snprintf(text, sizeof(text), "%.*f", digits, value);
    const bool tie =
        std::fabs(std::fmod(std::ldexp(value, 0) * std::pow(10.0, digits), 1.0)) == 0.5;
    if (!tie) {
      ASSERT_EQ(round_decimal(value, digits), std::strtod(text, nullptr))
          << value << " to " << digits;
    }
  }
}

TEST(RoundDecimal, TiesGoAwayFromZero) {
  EXPECT_EQ(round_decimal(0.5, 0), 1.0);
  EXPECT_EQ(round_decimal(-2.5, 0), -3.0);
  EXPECT_EQ(round_decimal(0.125, 2), 0.13);
  EXPECT_EQ(round_decimal(0.375, 2), 0.38);
  EXPECT_EQ(round_decimal(-0.0625, 3), -0.063);
  EXPECT_EQ(round_decimal(25, -1), 30.0);
  EXPECT_EQ(round_decimal(-15, -1), -20.0);
  EXPECT_EQ(round_decimal(2.5e21, -21), 3e21);
  EXPECT_EQ(round_decimal(99.99, 1), 100.0);
  EXPECT_EQ(round_decimal(0.04, 1), 0.0);
  EXPECT_EQ(round_decimal(0.96, 0), 1.0);
  EXPECT_TRUE(std::isnan(round_decimal(std::numeric_limits<double>::quiet_NaN(), 2)));
  EXPECT_TRUE(std::isinf(round_decimal(std::numeric_limits<double>::max(), -308)));
}

TEST(NumberText, TellsIntegersFromTheRest) {
  struct Case {
    const char* text;
    IntegerText form;
    int64_t value;
  };
  const Case cases[] = {{"0", IntegerText::kInteger, 0},
                        {"-0", IntegerText::kInteger, 0},
                        {"+12", IntegerText::kInteger, 12},
                        {"007", IntegerText::kInteger, 7},
                        {"9223372036854775807", IntegerText::kInteger, INT64_MAX},
                        {"-9223372036854775808", IntegerText::kInteger, INT64_MIN},
                        {"9223372036854775808", IntegerText::kOutOfRange, 0},
                        {"1.50e1", IntegerText::kInteger, 15},
                        {"1.55e1", IntegerText::kFraction, 0},
                        {"1e-1", IntegerText::kFraction, 0},
                        {"100e-2", IntegerText::kInteger, 1},
                        {"0e999999999999999999999", IntegerText::kInteger, 0},
                        {"1e999999999999999999999", IntegerText::kOutOfRange, 0},
                        {"1e-999999999999999999999", IntegerText::kFraction, 0},
                        {"", IntegerText::kNotANumber, 0},
                        {"-", IntegerText::kNotANumber, 0},
                        {"1.", IntegerText::kNotANumber, 0},
                        {".5", IntegerText::kNotANumber, 0},
                        {"1e", IntegerText::kNotANumber, 0},
                        {"1e+", IntegerText::kNotANumber, 0},
                        {"0x10", IntegerText::kNotANumber, 0},
                        {"1 ", IntegerText::kNotANumber, 0},
                        {"inf", IntegerText::kNotANumber, 0}};
  for (const Case& one : cases) {
    int64_t value = 0;
    EXPECT_EQ(parse_integer_text(one.text, &value), one.form) << one.text;
    EXPECT_EQ(value, one.value) << one.text;
  }
}

TEST(NumberText, ReadsFloats) {
  EXPECT_EQ(parse_float_text("0.1"), 0.1);
  EXPECT_EQ(parse_float_text("+2e3"), 2000.0);
  EXPECT_EQ(parse_float_text("5e-324"), 5e-324);
  EXPECT_EQ(parse_float_text("1e-400"), 0.0);
  EXPECT_EQ(parse_float_text("0.0001e-400"), 0.0);
  EXPECT_EQ(parse_float_text("1e400"), std::nullopt);
  EXPECT_EQ(parse_float_text("-1.7976931348623159e308"), std::nullopt);
  EXPECT_EQ(parse_float_text("nan"), std::nullopt);
  EXPECT_EQ(parse_float_text("1e5x"), std::nullopt);
}

}  // namespace
}  // namespace omnigraph::exec
