#include "omnigraph/base/random.h"

#include <mutex>

#include <sys/random.h>
#include <unistd.h>

#include "omnigraph/base/check.h"

namespace omnigraph {

uint64_t SeededRandom::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

namespace {

uint64_t os_bits() {
  uint64_t bits = 0;
  OG_CHECK(getrandom(&bits, sizeof(bits), 0) == sizeof(bits), "the system gives no random bits");
  return bits;
}

// One generator per thread, so that ids cost no lock. A forked child must not repeat its parent.
class SystemRandom final : public Random {
 public:
  uint64_t next() override {
    thread_local pid_t owner = 0;
    thread_local SeededRandom generator(0);
    if (owner != getpid()) {
      owner = getpid();
      generator = SeededRandom(os_bits());
    }
    return generator.next();
  }
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

}  // namespace omnigraph
