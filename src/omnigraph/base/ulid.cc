#include "omnigraph/base/ulid.h"

#include <algorithm>

namespace omnigraph {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void encode(uint64_t ms, uint16_t high, uint64_t low, char* out) {
  for (int i = 9; i >= 0; --i, ms >>= 5) {
    out[i] = kAlphabet[ms & 31];
  }
  // 80 bits in 16 digits: the last twelve digits come from `low`'s lower 60 bits.
  uint64_t rest = low;
  for (int i = 25; i >= 14; --i, rest >>= 5) {
    out[i] = kAlphabet[rest & 31];
  }
  uint64_t top = uint64_t{high} << 4 | rest;  // 16 + 4 bits
  for (int i = 13; i >= 10; --i, top >>= 5) {
    out[i] = kAlphabet[top & 31];
  }
}

}  // namespace

std::string UlidGenerator::next() {
  std::string text(26, '0');
  next_many(text.data(), 1);
  return text;
}

void UlidGenerator::next_many(char* out, size_t count) {
  const std::lock_guard lock(mutex_);
  const auto now_ms = static_cast<uint64_t>(clock_.now_us() / 1000);
  if (now_ms > last_ms_) {
    last_ms_ = now_ms;
    // One bit is left free at the top, so that counting up has room.
    high_ = static_cast<uint16_t>(random_.next() & 0x7FFF);
    low_ = random_.next();
  }
  for (size_t i = 0; i < count; ++i) {
    // A random step keeps neighbours of one millisecond unpredictable enough and distinct between
    // generators.
    const uint64_t step = 1 + (random_.next() & 0xFFFFFFFF);
    const uint64_t before = low_;
    low_ += step;
    if (low_ < before && ++high_ == 0) {
      ++last_ms_;
    }
    encode(last_ms_, high_, low_, out + i * 26);
  }
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text[0] <= '7' && std::all_of(text.begin(), text.end(), [](char c) {
           return kAlphabet.find(c) != std::string_view::npos;
         });
}

uint64_t ulid_time_ms(std::string_view ulid) {
  uint64_t ms = 0;
  for (size_t i = 0; i < 10; ++i) {
    ms = ms << 5 | kAlphabet.find(ulid[i]);
  }
  return ms;
}

}  // namespace omnigraph
