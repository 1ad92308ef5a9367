#include "omnigraph/graph/load/number_texts.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "omnigraph/base/ascii.h"

namespace omnigraph::graph {
namespace {

bool is_number_char(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

template <typename T>
bool fits(std::string_view digits) {
  T value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error != std::errc::result_out_of_range && end == digits.data() + digits.size();
}

// An integer by its form that is too large for both types.
bool is_huge_integer(std::string_view number) {
  return number.find_first_of(".eE+") == std::string_view::npos && is_digit(number.back()) &&
         !fits<int64_t>(number) && !fits<uint64_t>(number);
}

bool is_lossy(std::string_view number) {
  return number == "-0" || is_huge_integer(number);
}

// The end of the string that begins at `at` (a quote): behind its closing quote.
size_t string_end(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') {
      ++at;
    }
  }
  return std::min(at + 1, json.size());
}

}  // namespace

std::optional<std::string> lossy_integers_as_floats(std::string_view json) {
  std::string text;
  bool any = false;
  for (size_t at = 0; at < json.size();) {
    size_t end = at + 1;
    bool lossy = false;
    if (json[at] == '"') {
      end = string_end(json, at);
    } else if (is_digit(json[at]) || json[at] == '-') {
      while (end < json.size() && is_number_char(json[end])) {
        ++end;
      }
      lossy = is_lossy(json.substr(at, end - at));
    }
    text += json.substr(at, end - at);
    text += lossy ? "e0" : "";
    any = any || lossy;
    at = end;
  }
  return any ? std::optional(std::move(text)) : std::nullopt;
}

bool may_hold_negative_zero(std::string_view json) {
  return json.find("-0") != std::string_view::npos;
}

}  // namespace omnigraph::graph
