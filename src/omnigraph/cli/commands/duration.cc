#include "omnigraph/cli/commands/duration.h"

#include <charconv>

#include "omnigraph/base/format.h"

namespace omnigraph::cli {
namespace {

// 0: no such unit.
uint64_t seconds_of(std::string_view unit) {
  constexpr uint64_t kMinute = 60;
  constexpr uint64_t kHour = 60 * kMinute;
  constexpr uint64_t kDay = 24 * kHour;
  return unit.empty() || unit == "s" ? 1
         : unit == "m"               ? kMinute
         : unit == "h"               ? kHour
         : unit == "d"               ? kDay
         : unit == "w"               ? 7 * kDay
                                     : 0;
}

}  // namespace

Result<uint64_t> parse_duration(std::string_view text) {
  uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("not a duration: '{}' (expected a number with a unit, as 7d)", text));
  }
  const std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  const uint64_t seconds = seconds_of(unit);
  if (seconds == 0) {
    return Error(ErrorCode::kInvalidArgument,
                 format("unknown duration unit '{}'. Supported: s, m, h, d, w", unit));
  }
  // Times are kept in microseconds of 64 bits.
  constexpr uint64_t kMost = uint64_t{100'000} * 365 * 86'400;
  if (count > kMost / seconds) {
    return Error(ErrorCode::kInvalidArgument, format("the duration is too long: '{}'", text));
  }
  return count * seconds;
}

}  // namespace omnigraph::cli
