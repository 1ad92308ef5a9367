// Numbers written as text, for to_int and to_float: [+|-] digits [. digits] [e [+|-] digits].
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace omnigraph::exec {

enum class IntegerText : uint8_t {
  kInteger,     // a whole number within int64: "42", "-7.0", "1e3"
  kFraction,    // a number, but not a whole one: "3.7"
  kOutOfRange,  // a whole number that does not fit
  kNotANumber,
};

// Exact whatever the length of the text. Sets `value` for kInteger only.
IntegerText parse_integer_text(std::string_view text, int64_t* value);

// The nearest double; nothing if the text is no number or the number is too large.
std::optional<double> parse_float_text(std::string_view text);

}  // namespace omnigraph::exec
