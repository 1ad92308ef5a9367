// Reading the simple parts of JSON straight from text: strings without escapes and numbers. What is
// not simple is not judged; it is left to the JSON parser.
//
// The text must be followed by kTextPaddingBytes readable bytes, and by a byte below 0x20 right
// behind its end (a line end or a zero), so that nothing here has to look for the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace omnigraph::graph {

// Skips blanks, not line ends.
inline const char* skip_blanks(const char* at) {
  while (*at == ' ' || *at == '\t') {
    ++at;
  }
  return at;
}

// Reads a string that begins at `at` (behind its opening quote) up to its closing quote, where
// `*end` is left. False if it has escapes or control characters, or does not end. `*ascii` is
// cleared if it has other bytes.
inline bool scan_string(const char* at, const char** end, bool* ascii) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHigh = 0x8080808080808080;
  for (;; at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, at, sizeof(word));
    // The lowest bit that is set in each of these is exact; those above may be false alarms.
    const uint64_t quotes = word ^ (kOnes * '"');
    const uint64_t slashes = word ^ (kOnes * '\\');
    const uint64_t stop = (((quotes - kOnes) & ~quotes) | ((slashes - kOnes) & ~slashes) |
                           ((word - kOnes * 0x20) & ~word)) &
                          kHigh;
    if (stop == 0) {
      *ascii = *ascii && (word & kHigh) == 0;
      continue;
    }
    const int bit = std::countr_zero(stop);
    const uint64_t before = (uint64_t{1} << (bit - 7)) - 1;
    *ascii = *ascii && (word & before & kHigh) == 0;
    *end = at + bit / 8;
    return **end == '"';
  }
}

struct ScannedNumber {
  const char* end = nullptr;  // behind it
  bool integer = false;       // neither fraction nor exponent
  bool negative = false;
  // Integers only, and only up to 18 digits; else `large`.
  uint64_t magnitude = 0;
  bool large = false;
};

// A number by JSON's grammar that begins at `at`; false if there is none.
bool scan_number(const char* at, ScannedNumber* number);

// The nearest double; false if the number is too large or too small to tell here. `number` is what
// scan_number() found at `at`.
bool to_double(const char* at, const ScannedNumber& number, double* value);

}  // namespace omnigraph::graph
