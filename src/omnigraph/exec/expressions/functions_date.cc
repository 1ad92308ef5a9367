// today, year, month, day, hour, minute, second, weekday, date_add, date_diff, date_trunc,
// epoch_ms. Dates are days, DateTimes milliseconds, all UTC.
#include <array>

#include "omnigraph/exec/expressions/calendar.h"
#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/integer_argument.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using query::ValueKind;

constexpr FunctionFault kUnknownUnit{
    kDomain, "a unit of time is one of second, minute, hour, day, week, month, quarter, year"};
constexpr FunctionFault kTimeUnitOfDate{kDomain, "a Date has no seconds, minutes and hours"};
constexpr FunctionFault kOutsideCalendar{kDomain, "the date lies outside of the years 1 to 9999"};

// Days and milliseconds of a Date or DateTime argument.
class TimeArgument {
 public:
  explicit TimeArgument(const FunctionCall& call, size_t a = 0)
      : date_(call.argument_type(a).kind == ValueKind::kDate), values_(call.arguments[a]) {}

  bool is_date() const { return date_; }
  int64_t days(size_t i) const { return date_ ? values_[i] : floor_div(values_[i], kDayMs); }
  int64_t ms(size_t i) const { return date_ ? values_[i] * kDayMs : values_[i]; }

 private:
  bool date_;
  Numbers<int64_t> values_;
};

Result<ArrayPtr> run_today(const FunctionCall& call) {
  return fixed_rows<int32_t>(
      call, [&](size_t) { return static_cast<int32_t>(floor_div(call.now_ms, kDayMs)); });
}

int64_t year_of(int64_t days) {
  return civil_of(days).year;
}
int64_t month_of(int64_t days) {
  return civil_of(days).month;
}
int64_t day_of(int64_t days) {
  return civil_of(days).day;
}

template <int64_t (*field)(int64_t)>
Result<ArrayPtr> run_day_field(const FunctionCall& call) {
  const TimeArgument time(call);
  return fixed_rows<int64_t>(call, [&](size_t i) { return field(time.days(i)); });
}

// Units of `unit_ms` since the last whole `range_ms`.
template <int64_t unit_ms, int64_t range_ms>
Result<ArrayPtr> run_time_field(const FunctionCall& call) {
  const TimeArgument time(call);
  return fixed_rows<int64_t>(call,
                             [&](size_t i) { return floor_mod(time.ms(i), range_ms) / unit_ms; });
}

Result<ArrayPtr> run_epoch_ms(const FunctionCall& call) {
  const TimeArgument time(call);
  return fixed_rows<int64_t>(call, [&](size_t i) { return time.ms(i); });
}

// Finds the unit of row i, or tells what is wrong with it.
const FunctionFault* find_unit(std::string_view name, bool of_date, DateUnit* unit) {
  const std::optional<DateUnit> found = date_unit(name);
  if (!found) {
    return &kUnknownUnit;
  }
  *unit = *found;
  return of_date && is_time_unit(*found) ? &kTimeUnitOfDate : kNoFault;
}

// A function from an instant to an instant, for Date and DateTime; value(i, unit) gives
// milliseconds.
template <typename Value>
Result<ArrayPtr> time_rows(const FunctionCall& call, size_t unit_argument, Value value) {
  const bool of_date = call.argument_type(0).kind == ValueKind::kDate;
  const TextColumn units(call.arguments[unit_argument]);
  const auto instant = [&](size_t i, int64_t* ms) -> const FunctionFault* {
    DateUnit unit = DateUnit::kDay;
    if (const FunctionFault* fault = find_unit(units[i], of_date, &unit)) {
      return fault;
    }
    const std::optional<int64_t> result = value(i, unit);
    *ms = result.value_or(0);
    return result ? kNoFault : &kOutsideCalendar;
  };
  if (!of_date) {
    return fallible_rows<int64_t>(call, instant);
  }
  return fallible_rows<int32_t>(call, [&](size_t i, int32_t* days) {
    int64_t ms = 0;
    const FunctionFault* fault = instant(i, &ms);
    *days = static_cast<int32_t>(floor_div(ms, kDayMs));
    return fault;
  });
}

Result<ArrayPtr> run_date_add(const FunctionCall& call) {
  const TimeArgument time(call);
  const IntegerArgument counts(call.arguments[1]);
  return time_rows(call, 2, [&](size_t i, DateUnit unit) {
    return in_calendar(time.ms(i)) ? add_units(time.ms(i), counts[i], unit) : std::nullopt;
  });
}

Result<ArrayPtr> run_date_trunc(const FunctionCall& call) {
  const TimeArgument time(call);
  return time_rows(call, 1, [&](size_t i, DateUnit unit) {
    return in_calendar(time.ms(i)) ? std::optional(truncated(time.ms(i), unit)) : std::nullopt;
  });
}

Result<ArrayPtr> run_date_diff(const FunctionCall& call) {
  const TimeArgument from(call, 0);
  const TimeArgument to(call, 1);
  const TextColumn units(call.arguments[2]);
  return fallible_rows<int64_t>(call, [&](size_t i, int64_t* out) {
    DateUnit unit = DateUnit::kDay;
    if (const FunctionFault* fault = find_unit(units[i], from.is_date(), &unit)) {
      return fault;
    }
    if (!in_calendar(from.ms(i)) || !in_calendar(to.ms(i))) {
      return &kOutsideCalendar;
    }
    *out = units_between(from.ms(i), to.ms(i), unit);
    return kNoFault;
  });
}

constexpr int64_t kSecond = 1000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;

constexpr std::array<FunctionEntry, 12> kDateFunctions = {
    {{"today", run_today},
     {"year", run_day_field<year_of>},
     {"month", run_day_field<month_of>},
     {"day", run_day_field<day_of>},
     {"weekday", run_day_field<weekday_of>},
     {"hour", run_time_field<kHour, kDayMs>},
     {"minute", run_time_field<kMinute, kHour>},
     {"second", run_time_field<kSecond, kMinute>},
     {"date_add", run_date_add},
     {"date_diff", run_date_diff},
     {"date_trunc", run_date_trunc},
     {"epoch_ms", run_epoch_ms}}};

}  // namespace

std::span<const FunctionEntry> date_functions() {
  return kDateFunctions;
}

}  // namespace omnigraph::exec
