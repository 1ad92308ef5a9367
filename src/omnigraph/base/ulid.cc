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

UlidGenerator::UlidGenerator(Random& random, const UlidRange& range, uint64_t block)
    : random_(random), last_ms_(range.ms), high_(range.high), low_(range.low) {
  // Blocks are 2^52 apart: a million steps of at most 2^32.
  constexpr unsigned kBlockBits = 52;
  advance(static_cast<uint16_t>(block >> (64 - kBlockBits)), block << kBlockBits);
}

void UlidGenerator::advance(uint16_t high, uint64_t low) {
  low_ += low;
  const uint32_t sum = uint32_t{high_} + high + (low_ < low ? 1 : 0);
  high_ = static_cast<uint16_t>(sum);
  last_ms_ += sum >> 16;
}

void UlidGenerator::follow_clock() {
  const auto now_ms = clock_ == nullptr ? 0 : static_cast<uint64_t>(clock_->now_us() / 1000);
  if (now_ms > last_ms_) {
    last_ms_ = now_ms;
    // One bit is left free at the top, so that counting up has room.
    high_ = static_cast<uint16_t>(random_.next() & 0x7FFF);
    low_ = random_.next();
  }
}

void UlidGenerator::next_many(char* out, size_t count) {
  const std::lock_guard lock(mutex_);
  follow_clock();
  for (size_t i = 0; i < count; ++i) {
    // A random step keeps neighbours of one millisecond unpredictable enough and distinct between
    // generators.
    advance(0, 1 + (random_.next() & 0xFFFFFFFF));
    encode(last_ms_, high_, low_, out + i * 26);
  }
}

UlidRange UlidGenerator::reserve() {
  const std::lock_guard lock(mutex_);
  follow_clock();
  const UlidRange range{last_ms_, high_, low_};
  advance(1 << 8, 0);  // 2^20 blocks of 2^52
  return range;
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
