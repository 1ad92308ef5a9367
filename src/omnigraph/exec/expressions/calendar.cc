#include "omnigraph/exec/expressions/calendar.h"

#include <array>
#include <utility>

namespace omnigraph::exec {
namespace {

constexpr int64_t kMinMs = -62'135'596'800'000;  // 0001-01-01
constexpr int64_t kEndMs = 253'402'300'800'000;  // 10000-01-01
constexpr int64_t kDaysPer400Years = 146'097;

bool is_leap(int64_t year) {
  return floor_mod(year, 4) == 0 && (floor_mod(year, 100) != 0 || floor_mod(year, 400) == 0);
}

// Leap days in the years 1 to `year`; negative before.
int64_t leap_days(int64_t year) {
  return floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400);
}

// The day number of January 1st.
int64_t year_start(int64_t year) {
  return 365 * (year - 1970) + leap_days(year - 1) - leap_days(1969);
}

constexpr std::array<int64_t, 13> kDaysBeforeMonth = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

int64_t days_before_month(int64_t year, int64_t month) {
  return kDaysBeforeMonth[static_cast<size_t>(month - 1)] + (month > 2 && is_leap(year) ? 1 : 0);
}

// Length of the units that are no months; 0 for those that are.
int64_t fixed_length_ms(DateUnit unit) {
  switch (unit) {
    case DateUnit::kSecond:
      return 1000;
    case DateUnit::kMinute:
      return 60'000;
    case DateUnit::kHour:
      return 3'600'000;
    case DateUnit::kDay:
      return kDayMs;
    case DateUnit::kWeek:
      return 7 * kDayMs;
    default:
      return 0;
  }
}

int64_t length_months(DateUnit unit) {
  return unit == DateUnit::kYear ? 12 : unit == DateUnit::kQuarter ? 3 : 1;
}

int64_t month_number(const CivilDate& date) {
  return date.year * 12 + date.month - 1;
}

// Keeps the time of day. `months` is small enough not to overflow.
int64_t add_months(int64_t ms, int64_t months) {
  const CivilDate date = civil_of(floor_div(ms, kDayMs));
  const int64_t number = month_number(date) + months;
  const int64_t year = floor_div(number, 12);
  const int64_t month = floor_mod(number, 12) + 1;
  const int64_t last = days_in_month(year, month);
  return days_of({year, month, date.day < last ? date.day : last}) * kDayMs + floor_mod(ms, kDayMs);
}

}  // namespace

CivilDate civil_of(int64_t days) {
  // The mean length of a year gives a guess that is at most one off.
  int64_t year = 1970 + floor_div(days * 400, kDaysPer400Years);
  while (year_start(year) > days) {
    --year;
  }
  while (year_start(year + 1) <= days) {
    ++year;
  }
  const int64_t day_of_year = days - year_start(year);
  int64_t month = day_of_year / 31 + 1;
  if (month < 12 && days_before_month(year, month + 1) <= day_of_year) {
    ++month;
  }
  return {year, month, day_of_year - days_before_month(year, month) + 1};
}

int64_t days_of(const CivilDate& date) {
  return year_start(date.year) + days_before_month(date.year, date.month) + date.day - 1;
}

int64_t days_in_month(int64_t year, int64_t month) {
  return month == 2 && is_leap(year) ? 29
                                     : kDaysBeforeMonth[static_cast<size_t>(month)] -
                                           kDaysBeforeMonth[static_cast<size_t>(month - 1)];
}

int64_t weekday_of(int64_t days) {
  return floor_mod(days + 3, 7) + 1;  // day 0 was a Thursday
}

std::optional<DateUnit> date_unit(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, DateUnit>, 8> kUnits = {{
      {"second", DateUnit::kSecond},
      {"minute", DateUnit::kMinute},
      {"hour", DateUnit::kHour},
      {"day", DateUnit::kDay},
      {"week", DateUnit::kWeek},
      {"month", DateUnit::kMonth},
      {"quarter", DateUnit::kQuarter},
      {"year", DateUnit::kYear},
  }};
  for (const auto& [unit_name, unit] : kUnits) {
    if (unit_name == name) {
      return unit;
    }
  }
  return std::nullopt;
}

bool in_calendar(int64_t ms) {
  return ms >= kMinMs && ms < kEndMs;
}

std::optional<int64_t> add_units(int64_t ms, int64_t count, DateUnit unit) {
  // More units than this leave the range from wherever they start.
  constexpr int64_t kMostSeconds = 400'000'000'000;
  if (count > kMostSeconds || count < -kMostSeconds) {
    return std::nullopt;
  }
  int64_t result = 0;
  if (const int64_t length = fixed_length_ms(unit); length != 0) {
    int64_t distance = 0;
    if (__builtin_mul_overflow(count, length, &distance) ||
        __builtin_add_overflow(ms, distance, &result)) {
      return std::nullopt;
    }
  } else {
    constexpr int64_t kMostMonths = 200'000;
    const int64_t months = count * length_months(unit);
    if (months > kMostMonths || months < -kMostMonths) {
      return std::nullopt;
    }
    result = add_months(ms, months);
  }
  return in_calendar(result) ? std::optional(result) : std::nullopt;
}

int64_t units_between(int64_t from, int64_t to, DateUnit unit) {
  if (const int64_t length = fixed_length_ms(unit); length != 0) {
    return (to - from) / length;
  }
  int64_t months = month_number(civil_of(floor_div(to, kDayMs))) -
                   month_number(civil_of(floor_div(from, kDayMs)));
  const int64_t reached = add_months(from, months);
  if (months > 0 && reached > to) {
    --months;
  } else if (months < 0 && reached < to) {
    ++months;
  }
  return months / length_months(unit);
}

int64_t truncated(int64_t ms, DateUnit unit) {
  const int64_t days = floor_div(ms, kDayMs);
  CivilDate date = civil_of(days);
  switch (unit) {
    case DateUnit::kWeek:
      return (days - weekday_of(days) + 1) * kDayMs;
    case DateUnit::kYear:
      return days_of({date.year, 1, 1}) * kDayMs;
    case DateUnit::kQuarter:
      return days_of({date.year, (date.month - 1) / 3 * 3 + 1, 1}) * kDayMs;
    case DateUnit::kMonth:
      return days_of({date.year, date.month, 1}) * kDayMs;
    default:
      return floor_div(ms, fixed_length_ms(unit)) * fixed_length_ms(unit);
  }
}

}  // namespace omnigraph::exec
