// Calendar dates and instants as text. Proleptic Gregorian calendar, UTC, years 0001 to 9999.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"

namespace omnigraph {

// Days since 1970-01-01 of "YYYY-MM-DD". kInvalidArgument for anything else.
Result<int32_t> parse_date(std::string_view text);

struct Instant {
  int64_t ms = 0;             // milliseconds since the epoch, rounded down
  bool exact = true;          // false if digits finer than a millisecond were dropped
  bool has_time_part = true;  // false for a bare date
};

// ISO 8601: "YYYY-MM-DD" with optional "T" or blank "HH:MM[:SS[.fraction]]" and optional "Z" or
// "±HH:MM" ("±HHMM" too). Without an offset the text is UTC. kInvalidArgument for anything else.
Result<Instant> parse_instant(std::string_view text);

// "YYYY-MM-DD".
std::string format_date(int32_t days);

// "YYYY-MM-DDTHH:MM:SS.mmmZ".
std::string format_instant(int64_t ms);

}  // namespace omnigraph
