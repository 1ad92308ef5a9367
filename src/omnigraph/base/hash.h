// Hashes: XXH3-64 for integrity checks, SHA-256 for names and chains, FNV-1a for table folders.
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

uint64_t fnv1a64(std::string_view text);

// 64 lower-case hex digits.
std::string sha256_hex(ByteSpan bytes);

// 16 lower-case hex digits, most significant first.
std::string hex16(uint64_t value);

// The value of exactly 16 lower-case hex digits; false for anything else.
bool parse_hex16(std::string_view text, uint64_t* value);

std::string to_hex(ByteSpan bytes);

}  // namespace omnigraph
