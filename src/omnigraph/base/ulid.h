// ULIDs: 26 characters of Crockford base 32, 48 bits of milliseconds then 80 random bits. Sorting
// them sorts by time. Inside one generator they always rise, also within a millisecond.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/random.h"

namespace omnigraph {

// Ids that a generator has set aside: they lie behind all that it gave before and in front of all
// that it gives later. 2^20 blocks of them, each good for a million ids and more.
struct UlidRange {
  uint64_t ms = 0;
  uint16_t high = 0;  // the upper 16 random bits
  uint64_t low = 0;   // the lower 64
};

class UlidGenerator {
 public:
  // Both must outlive the generator.
  UlidGenerator(Clock& clock, Random& random) : clock_(&clock), random_(random) {}
  // Gives the ids of one block of a range, which are of the range's instant.
  UlidGenerator(Random& random, const UlidRange& range, uint64_t block);
  // Thread-safe.
  std::string next();
  // Writes 26 characters to `out`, under one lock for all `count` of them (`out` holds 26·count).
  void next_many(char* out, size_t count);
  // Sets a range aside. Thread-safe.
  UlidRange reserve();

 private:
  void follow_clock();
  void advance(uint16_t high, uint64_t low);

  Clock* clock_ = nullptr;  // null: of a range
  Random& random_;
  std::mutex mutex_;
  uint64_t last_ms_ = 0;
  uint16_t high_ = 0;  // the upper 16 random bits
  uint64_t low_ = 0;   // the lower 64
};

// True for 26 Crockford digits of which the first is at most 7.
bool is_ulid(std::string_view text);

// The milliseconds in a valid ULID.
uint64_t ulid_time_ms(std::string_view ulid);

}  // namespace omnigraph
