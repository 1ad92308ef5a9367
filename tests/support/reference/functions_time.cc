// Functions of dates and instants, with the calendar of the standard library.
#include <chrono>

#include "support/reference/functions.h"

namespace omnigraph::testing {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr int64_t kDayMs = 86'400'000;

// A day and the milliseconds since its midnight; a Date has none of these.
struct Moment {
  sys_days day;
  int64_t ms = 0;
  bool has_time = false;

  year_month_day date() const { return year_month_day{day}; }
};

Moment moment_of(const PlainValue& value) {
  if (const auto* date = std::get_if<PlainDate>(&value.data)) {
    return {sys_days{days{date->days}}, 0, false};
  }
  const int64_t ms = std::get<PlainInstant>(value.data).ms;
  const int64_t whole = ms >= 0 ? ms / kDayMs : -((-ms + kDayMs - 1) / kDayMs);
  return {sys_days{days{whole}}, ms - whole * kDayMs, true};
}

PlainValue value_of(const Moment& moment) {
  const int64_t count = moment.day.time_since_epoch().count();
  if (!moment.has_time) {
    return PlainValue{PlainDate{count}};
  }
  return PlainValue{PlainInstant{count * kDayMs + moment.ms}};
}

// Milliseconds of the units that have a fixed length; 0 for the others.
int64_t fixed_ms(const std::string& unit) {
  static const std::map<std::string, int64_t> kUnits = {{"second", 1000},
                                                        {"minute", 60'000},
                                                        {"hour", 3'600'000},
                                                        {"day", kDayMs},
                                                        {"week", 7 * kDayMs}};
  const auto found = kUnits.find(unit);
  return found == kUnits.end() ? 0 : found->second;
}

int64_t months_in(const std::string& unit) {
  return unit == "year" ? 12 : (unit == "quarter" ? 3 : 1);
}

int64_t total_ms(const Moment& moment) {
  return moment.day.time_since_epoch().count() * kDayMs + moment.ms;
}

Moment plus_ms(const Moment& moment, int64_t ms) {
  Moment result = moment_of(PlainValue{PlainInstant{total_ms(moment) + ms}});
  result.has_time = moment.has_time;
  return result;
}

// Day 31 becomes the last day of a shorter month.
Moment plus_months(const Moment& moment, int64_t count) {
  const year_month_day date = moment.date();
  const auto first = date.year() / date.month() / day{1} + months{count};
  const auto last = first.year() / first.month() / std::chrono::last;
  Moment result = moment;
  const day wanted = date.day();
  result.day = sys_days{first.year() / first.month() / (wanted < last.day() ? wanted : last.day())};
  return result;
}

// ---- Fields ------------------------------------------------------------------------------------

Result<PlainValue> year_of(const PlainCall& call) {
  return plain_integer(static_cast<int>(moment_of(call.arguments[0]).date().year()));
}
Result<PlainValue> month_of(const PlainCall& call) {
  return plain_integer(static_cast<unsigned>(moment_of(call.arguments[0]).date().month()));
}
Result<PlainValue> day_of(const PlainCall& call) {
  return plain_integer(static_cast<unsigned>(moment_of(call.arguments[0]).date().day()));
}
Result<PlainValue> hour_of(const PlainCall& call) {
  return plain_integer(moment_of(call.arguments[0]).ms / 3'600'000);
}
Result<PlainValue> minute_of(const PlainCall& call) {
  return plain_integer(moment_of(call.arguments[0]).ms / 60'000 % 60);
}
Result<PlainValue> second_of(const PlainCall& call) {
  return plain_integer(moment_of(call.arguments[0]).ms / 1000 % 60);
}
Result<PlainValue> weekday_of(const PlainCall& call) {
  const std::chrono::weekday weekday{moment_of(call.arguments[0]).day};
  return plain_integer(weekday.iso_encoding());
}
Result<PlainValue> epoch_ms_of(const PlainCall& call) {
  return plain_integer(std::get<PlainInstant>(call.arguments[0].data).ms);
}
Result<PlainValue> today_of(const PlainCall& call) {
  Moment now = moment_of(PlainValue{PlainInstant{call.now_ms}});
  now.has_time = false;
  return value_of(now);
}

// ---- Arithmetic --------------------------------------------------------------------------------

Result<PlainValue> date_add_of(const PlainCall& call) {
  const Moment moment = moment_of(call.arguments[0]);
  const auto count = static_cast<int64_t>(call.arguments[1].integer());
  const std::string& unit = call.arguments[2].text();
  constexpr int64_t kMost = 4'000'000;  // days of eleven thousand years
  const int64_t fixed = fixed_ms(unit);
  if (fixed != 0 ? count / (kDayMs / 1000) > kMost : count > kMost || count < -kMost) {
    return run_time_error("R104", "outside of the calendar");
  }
  const Moment moved =
      fixed != 0 ? plus_ms(moment, count * fixed) : plus_months(moment, count * months_in(unit));
  const int year = static_cast<int>(moved.date().year());
  if (year < 1 || year > 9999) {
    return run_time_error("R104", "outside of the calendar");
  }
  return value_of(moved);
}

// Complete units from the first to the second, toward zero.
Result<PlainValue> date_diff_of(const PlainCall& call) {
  const Moment a = moment_of(call.arguments[0]);
  const Moment b = moment_of(call.arguments[1]);
  const std::string& unit = call.arguments[2].text();
  if (const int64_t fixed = fixed_ms(unit); fixed != 0) {
    return plain_integer((total_ms(b) - total_ms(a)) / fixed);
  }
  const auto month_number = [](const Moment& moment) {
    return static_cast<int64_t>(static_cast<int>(moment.date().year())) * 12 +
           static_cast<int64_t>(static_cast<unsigned>(moment.date().month()));
  };
  int64_t count = month_number(b) - month_number(a);
  if (count > 0 && total_ms(plus_months(a, count)) > total_ms(b)) {
    --count;
  } else if (count < 0 && total_ms(plus_months(a, count)) < total_ms(b)) {
    ++count;
  }
  return plain_integer(count / months_in(unit));
}

Result<PlainValue> date_trunc_of(const PlainCall& call) {
  Moment moment = moment_of(call.arguments[0]);
  const std::string& unit = call.arguments[1].text();
  const int64_t fixed = fixed_ms(unit);
  if (fixed != 0 && fixed <= kDayMs) {
    moment.ms -= moment.ms % fixed;
    return value_of(moment);
  }
  moment.ms = 0;
  const year_month_day date = moment.date();
  if (unit == "week") {
    const std::chrono::weekday weekday{moment.day};
    moment.day -= days{weekday.iso_encoding() - 1};
    return value_of(moment);
  }
  const unsigned number = static_cast<unsigned>(date.month());
  const auto width = static_cast<unsigned>(months_in(unit));
  moment.day = sys_days{date.year() / month{number - (number - 1) % width} / day{1}};
  return value_of(moment);
}

}  // namespace

const PlainFunctions& time_functions() {
  static const PlainFunctions kFunctions = {
      {"year", year_of},
      {"month", month_of},
      {"day", day_of},
      {"hour", hour_of},
      {"minute", minute_of},
      {"second", second_of},
      {"weekday", weekday_of},
      {"epoch_ms", epoch_ms_of},
      {"today", today_of},
      {"date_add", date_add_of},
      {"date_diff", date_diff_of},
      {"date_trunc", date_trunc_of},
  };
  return kFunctions;
}

}  // namespace omnigraph::testing
