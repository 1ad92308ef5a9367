// Calendar arithmetic on days and milliseconds since 1970-01-01 UTC (proleptic Gregorian calendar):
// what the date functions compute with. Defined for every day number that 32 bits hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace omnigraph::exec {

inline constexpr int64_t kDayMs = 86'400'000;

struct CivilDate {
  int64_t year = 1970;
  int64_t month = 1;  // 1 to 12
  int64_t day = 1;    // 1 to 31
};

CivilDate civil_of(int64_t days);
int64_t days_of(const CivilDate& date);
int64_t days_in_month(int64_t year, int64_t month);

// Monday = 1.
int64_t weekday_of(int64_t days);

// Rounded down; the remainder is never negative.
inline int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
inline int64_t floor_mod(int64_t a, int64_t b) {
  return a - floor_div(a, b) * b;
}

enum class DateUnit : uint8_t { kSecond, kMinute, kHour, kDay, kWeek, kMonth, kQuarter, kYear };

std::optional<DateUnit> date_unit(std::string_view name);
inline bool is_time_unit(DateUnit unit) {
  return unit < DateUnit::kDay;
}

// Whether the instant is of the years 1 to 9999.
bool in_calendar(int64_t ms);

// An instant `count` units later. Months keep the day or take the last one of the month. Nothing if
// the result is not of the years 1 to 9999.
std::optional<int64_t> add_units(int64_t ms, int64_t count, DateUnit unit);
// Complete units from `from` to `to`, negative if `to` is earlier.
int64_t units_between(int64_t from, int64_t to, DateUnit unit);
// The start of the unit that holds the instant.
int64_t truncated(int64_t ms, DateUnit unit);

}  // namespace omnigraph::exec
