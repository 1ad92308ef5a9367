#include "omnigraph/base/clock.h"

#include <ctime>

namespace omnigraph {
namespace {

int64_t read_us(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return int64_t{ts.tv_sec} * 1'000'000 + ts.tv_nsec / 1'000;
}

class SystemClock final : public Clock {
 public:
  int64_t now_us() override { return read_us(CLOCK_REALTIME); }
  int64_t boot_us() override { return read_us(CLOCK_BOOTTIME); }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

}  // namespace omnigraph
