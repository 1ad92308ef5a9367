// Classes of ASCII characters, whatever the locale is.
#pragma once

namespace omnigraph {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace omnigraph
