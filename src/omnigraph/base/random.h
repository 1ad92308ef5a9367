// Random: the only source of randomness. Injected; seeded in tests.
#pragma once

#include <cstdint>

namespace omnigraph {

class Random {
 public:
  virtual ~Random() = default;
  virtual uint64_t next() = 0;  // 64 uniform bits
};

// Seeded from the operating system. Thread-safe. Not for secrets.
Random& system_random();

// SplitMix64: the same seed gives the same sequence. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  uint64_t next() override;
  // Uniform in [0, bound); bound > 0.
  uint64_t below(uint64_t bound) { return next() % bound; }

 private:
  uint64_t state_;
};

}  // namespace omnigraph
