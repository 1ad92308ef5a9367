#include "omnigraph/base/uuid.h"

#include <cstdint>

namespace omnigraph {

std::string uuid_from_ulid(std::string_view ulid) {
  constexpr std::string_view kDigits32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::string_view kDigits16 = "0123456789abcdef";
  uint64_t high = 0;
  uint64_t low = 0;
  for (const char c : ulid) {
    high = (high << 5) | (low >> 59);
    low = (low << 5) | static_cast<uint64_t>(kDigits32.find(c));
  }
  constexpr uint64_t kVersion = 0x7000;
  constexpr uint64_t kVariant = 0x8000'0000'0000'0000;
  high = (high & ~uint64_t{0xF000}) | kVersion;
  low = (low & ~(uint64_t{3} << 62)) | kVariant;
  std::string text;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
      text += '-';
    }
    const uint64_t half = digit < 16 ? high : low;
    text += kDigits16[(half >> (60 - 4 * (digit % 16))) & 15];
  }
  return text;
}

}  // namespace omnigraph
