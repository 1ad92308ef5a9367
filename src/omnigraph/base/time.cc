#include "omnigraph/base/time.h"

#include <chrono>

#include "omnigraph/base/format.h"

namespace omnigraph {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

// Years 0001 to 9999, in milliseconds.
constexpr int64_t kFirstInstantMs = -62'135'596'800'000;
constexpr int64_t kLastInstantMs = 253'402'300'799'999;

Error bad(std::string_view what, std::string_view text) {
  return Error(ErrorCode::kInvalidArgument, format("invalid {} literal '{}'", what, text));
}

// Reads exactly `count` digits at `*at` and moves past them.
bool digits(std::string_view text, size_t* at, size_t count, int* value) {
  if (text.size() - *at < count) {
    return false;
  }
  int parsed = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = text[*at + i];
    if (c < '0' || c > '9') {
      return false;
    }
    parsed = parsed * 10 + (c - '0');
  }
  *at += count;
  *value = parsed;
  return true;
}

bool literal(std::string_view text, size_t* at, char c) {
  if (*at >= text.size() || text[*at] != c) {
    return false;
  }
  ++*at;
  return true;
}

bool date_part(std::string_view text, size_t* at, int64_t* days) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (!digits(text, at, 4, &y) || !literal(text, at, '-') || !digits(text, at, 2, &m) ||
      !literal(text, at, '-') || !digits(text, at, 2, &d) || y < 1) {
    return false;
  }
  const year_month_day date{std::chrono::year(y),
                            std::chrono::month(static_cast<unsigned>(m)),
                            std::chrono::day(static_cast<unsigned>(d))};
  if (!date.ok()) {
    return false;
  }
  *days = sys_days(date).time_since_epoch().count();
  return true;
}

}  // namespace

Result<int32_t> parse_date(std::string_view text) {
  size_t at = 0;
  int64_t days = 0;
  if (!date_part(text, &at, &days) || at != text.size()) {
    return bad("Date", text);
  }
  return static_cast<int32_t>(days);
}

Result<Instant> parse_instant(std::string_view text) {
  size_t at = 0;
  int64_t days = 0;
  if (!date_part(text, &at, &days)) {
    return bad("DateTime", text);
  }
  Instant instant;
  int64_t ms = days * 86'400'000;
  if (at == text.size()) {
    instant.ms = ms;
    instant.has_time_part = false;
    return instant;
  }
  if (!literal(text, &at, 'T') && !literal(text, &at, 't') && !literal(text, &at, ' ')) {
    return bad("DateTime", text);
  }
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!digits(text, &at, 2, &hour) || !literal(text, &at, ':') || !digits(text, &at, 2, &minute)) {
    return bad("DateTime", text);
  }
  if (literal(text, &at, ':')) {
    if (!digits(text, &at, 2, &second)) {
      return bad("DateTime", text);
    }
    if (literal(text, &at, '.')) {
      int64_t scale = 100;
      const size_t start = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        const int64_t digit = text[at] - '0';
        if (scale > 0) {
          ms += digit * scale;
          scale /= 10;
        } else if (digit != 0) {
          instant.exact = false;
        }
        ++at;
      }
      if (at == start) {
        return bad("DateTime", text);
      }
    }
  }
  if (hour > 23 || minute > 59 || second > 59) {
    return bad("DateTime", text);
  }
  ms += ((int64_t{hour} * 60 + minute) * 60 + second) * 1000;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
    const int64_t sign = text[at++] == '+' ? 1 : -1;
    int offset_hours = 0;
    int offset_minutes = 0;
    if (!digits(text, &at, 2, &offset_hours)) {
      return bad("DateTime", text);
    }
    (void)literal(text, &at, ':');
    if (at < text.size() && !digits(text, &at, 2, &offset_minutes)) {
      return bad("DateTime", text);
    }
    if (offset_hours > 23 || offset_minutes > 59) {
      return bad("DateTime", text);
    }
    ms -= sign * (int64_t{offset_hours} * 60 + offset_minutes) * 60'000;
  } else if (!literal(text, &at, 'Z')) {
    (void)literal(text, &at, 'z');
  }
  if (at != text.size() || ms < kFirstInstantMs || ms > kLastInstantMs) {
    return bad("DateTime", text);
  }
  instant.ms = ms;
  return instant;
}

std::string format_date(int32_t days) {
  const year_month_day date{sys_days{std::chrono::days{days}}};
  return format("{:04}-{:02}-{:02}",
                static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
}

std::string format_instant(int64_t ms) {
  int64_t days = ms / 86'400'000;
  int64_t rest = ms % 86'400'000;
  if (rest < 0) {
    rest += 86'400'000;
    --days;
  }
  const year_month_day date{sys_days{std::chrono::days{days}}};
  return format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()),
                rest / 3'600'000,
                rest / 60'000 % 60,
                rest / 1000 % 60,
                rest % 1000);
}

}  // namespace omnigraph
