#include "omnigraph/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace omnigraph {

size_t utf8_sequence_length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const size_t left = text.size() - at;
  if (left == 0) {
    return 0;
  }
  const unsigned first = byte(0);
  const auto continues = [&](size_t i) { return i < left && (byte(i) & 0xC0) == 0x80; };
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xC2) {
    return 0;  // a lone continuation byte, or an overlong form
  }
  if (first < 0xE0) {
    return continues(1) ? 2 : 0;
  }
  if (first < 0xF0) {
    if (!continues(1) || !continues(2)) {
      return 0;
    }
    const unsigned second = byte(1);
    const bool overlong = first == 0xE0 && second < 0xA0;
    const bool surrogate = first == 0xED && second > 0x9F;
    return overlong || surrogate ? 0 : 3;
  }
  if (first < 0xF5) {
    if (!continues(1) || !continues(2) || !continues(3)) {
      return 0;
    }
    const unsigned second = byte(1);
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool too_large = first == 0xF4 && second > 0x8F;
    return overlong || too_large ? 0 : 4;
  }
  return 0;
}

bool is_valid_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      // Most text is ASCII: eight bytes at a time where they all are.
      uint64_t eight = 0x80;
      if (text.size() - i >= sizeof(eight)) {
        std::memcpy(&eight, text.data() + i, sizeof(eight));
      }
      i += (eight & 0x8080808080808080) == 0 ? sizeof(eight) : 1;
      continue;
    }
    const size_t length = utf8_sequence_length(text, i);
    if (length == 0) {
      return false;
    }
    i += length;
  }
  return true;
}

size_t utf8_length(std::string_view text) {
  size_t count = 0;
  for (const char c : text) {
    count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }
  return count;
}

void append_utf8(std::string& out, char32_t c) {
  const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    push(c);
  } else if (c < 0x800) {
    push(0xC0 | c >> 6);
    push(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    push(0xE0 | c >> 12);
    push(0x80 | (c >> 6 & 0x3F));
    push(0x80 | (c & 0x3F));
  } else {
    push(0xF0 | c >> 18);
    push(0x80 | (c >> 12 & 0x3F));
    push(0x80 | (c >> 6 & 0x3F));
    push(0x80 | (c & 0x3F));
  }
}

}  // namespace omnigraph
