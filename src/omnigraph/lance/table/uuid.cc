#include "omnigraph/lance/table/uuid.h"

#include <cstdint>

#include "omnigraph/base/hash.h"

namespace omnigraph::lance {

std::string uuid_text(std::string_view bytes) {
  if (bytes.size() != 16) {
    return {};
  }
  std::string text = to_hex(as_bytes(bytes));
  for (const size_t at : {8U, 13U, 18U, 23U}) {
    text.insert(at, 1, '-');
  }
  return text;
}

std::string make_uuid_bytes(Random& random) {
  std::string bytes;
  for (int word = 0; word < 2; ++word) {
    const uint64_t bits = random.next();
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(bits >> shift & 0xff));
    }
  }
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // variant 1
  return bytes;
}

std::string make_uuid(Random& random) {
  return uuid_text(make_uuid_bytes(random));
}

}  // namespace omnigraph::lance
