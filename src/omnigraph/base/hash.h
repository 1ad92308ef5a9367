// Hashes: XXH3-64 for integrity checks, XXH3-128 in place of values that are too many to keep,
// SHA-256 for names and chains, FNV-1a for table folders.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/base/bytes.h"

namespace omnigraph {

uint64_t xxh3(ByteSpan bytes);
inline uint64_t xxh3(std::string_view text) {
  return xxh3(as_bytes(text));
}

// Wide enough to stand for the bytes: among a billion values two collide with a chance of 10^-21.
struct Hash128 {
  uint64_t low = 0;
  uint64_t high = 0;
  bool operator==(const Hash128&) const = default;
};
Hash128 xxh3_128(ByteSpan bytes);
inline Hash128 xxh3_128(std::string_view text) {
  return xxh3_128(as_bytes(text));
}

uint64_t fnv1a64(std::string_view text);

// 64 lower-case hex digits.
std::string sha256_hex(ByteSpan bytes);

// 16 lower-case hex digits, most significant first.
std::string hex16(uint64_t value);

// The value of exactly 16 lower-case hex digits; false for anything else.
bool parse_hex16(std::string_view text, uint64_t* value);

std::string to_hex(ByteSpan bytes);

}  // namespace omnigraph
