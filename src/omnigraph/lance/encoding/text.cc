#include "omnigraph/lance/encoding/text.h"

#include "omnigraph/base/utf8.h"

namespace omnigraph::lance {
namespace {

bool is_ascii(ByteSpan bytes) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  uint64_t seen = 0;
  size_t i = 0;
  for (; i + 32 <= bytes.size(); i += 32) {
    seen |= load_le<uint64_t>(bytes.data() + i) | load_le<uint64_t>(bytes.data() + i + 8) |
            load_le<uint64_t>(bytes.data() + i + 16) | load_le<uint64_t>(bytes.data() + i + 24);
  }
  for (; i < bytes.size(); ++i) {
    seen |= static_cast<uint64_t>(bytes[i]);
  }
  return (seen & kHighBits) == 0;
}

}  // namespace

bool is_valid_text(std::span<const int32_t> offsets, ByteSpan bytes) {
  const auto first = static_cast<size_t>(offsets.front());
  const auto last = static_cast<size_t>(offsets.back());
  const ByteSpan all = bytes.subspan(first, last - first);
  if (is_ascii(all)) {
    return true;
  }
  if (!is_valid_utf8({reinterpret_cast<const char*>(all.data()), all.size()})) {
    return false;
  }
  // The whole is well-formed; each part is, if none starts inside a character.
  for (const int32_t offset : offsets) {
    const auto at = static_cast<size_t>(offset);
    if (at < last && (static_cast<uint8_t>(bytes[at]) & 0xC0) == 0x80) {
      return false;
    }
  }
  return true;
}

}  // namespace omnigraph::lance
