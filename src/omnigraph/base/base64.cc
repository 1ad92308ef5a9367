#include "omnigraph/base/base64.h"

#include <array>
#include <cstdint>

namespace omnigraph {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int8_t, 256> make_reverse() {
  std::array<int8_t, 256> table{};
  for (auto& entry : table) {
    entry = -1;
  }
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  return table;
}

}  // namespace

std::string base64_encode(ByteSpan bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = bytes.size() - i;
    uint32_t group = static_cast<uint32_t>(bytes[i]) << 16;
    group |= left > 1 ? static_cast<uint32_t>(bytes[i + 1]) << 8 : 0;
    group |= left > 2 ? static_cast<uint32_t>(bytes[i + 2]) : 0;
    text.push_back(kAlphabet[group >> 18]);
    text.push_back(kAlphabet[group >> 12 & 63]);
    text.push_back(left > 1 ? kAlphabet[group >> 6 & 63] : '=');
    text.push_back(left > 2 ? kAlphabet[group & 63] : '=');
  }
  return text;
}

Result<std::string> base64_decode(std::string_view text) {
  static constexpr auto kReverse = make_reverse();
  if (text.size() % 4 != 0) {
    return Error(ErrorCode::kInvalidArgument, "base64 text must have a multiple of 4 characters");
  }
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    size_t padding = 0;
    if (last && text[i + 3] == '=') {
      padding = text[i + 2] == '=' ? 2 : 1;
    }
    uint32_t group = 0;
    for (size_t j = 0; j < 4; ++j) {
      int value = 0;
      if (j < 4 - padding) {
        value = kReverse[static_cast<unsigned char>(text[i + j])];
        if (value < 0) {
          return Error(ErrorCode::kInvalidArgument,
                       "base64 text has a wrong character at position " + std::to_string(i + j));
        }
      }
      group = group << 6 | static_cast<uint32_t>(value);
    }
    if ((padding == 1 && (group & 0xFF) != 0) || (padding == 2 && (group & 0xFFFF) != 0)) {
      return Error(ErrorCode::kInvalidArgument, "base64 text has bits set behind its end");
    }
    bytes.push_back(static_cast<char>(group >> 16));
    if (padding < 2) {
      bytes.push_back(static_cast<char>(group >> 8 & 0xFF));
    }
    if (padding < 1) {
      bytes.push_back(static_cast<char>(group & 0xFF));
    }
  }
  return bytes;
}

}  // namespace omnigraph
