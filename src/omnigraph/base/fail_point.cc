#include "omnigraph/base/fail_point.h"

#include <atomic>

namespace omnigraph {
namespace {

std::atomic<FailPointObserver*> installed{nullptr};

}  // namespace

std::string_view fail_point_name(FailPoint point) {
  switch (point) {
#define OG_FAIL_POINT_CASE(symbol, name) \
  case FailPoint::symbol:                \
    return name;
    OG_FAIL_POINTS(OG_FAIL_POINT_CASE)
#undef OG_FAIL_POINT_CASE
  }
  return "";
}

void install_fail_point_observer(FailPointObserver* observer) {
  installed.store(observer, std::memory_order_release);
}

Status pass_fail_point(FailPoint point) {
  FailPointObserver* observer = installed.load(std::memory_order_acquire);
  return observer == nullptr ? Status() : observer->passed(point);
}

}  // namespace omnigraph
