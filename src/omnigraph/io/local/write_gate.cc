#include "omnigraph/io/local/write_gate.h"

#include "omnigraph/base/format.h"

namespace omnigraph::io {

Status WriteGate::check() const {
  if (open_.load(std::memory_order_acquire)) {
    return {};
  }
  const std::lock_guard lock(mutex_);
  return Error(ErrorCode::kFailedPrecondition,
               format("the store is read-only until it is opened again, because of: {}", reason_));
}

void WriteGate::shut(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  if (reason_.empty()) {
    reason_ = reason;
  }
  open_.store(false, std::memory_order_release);
}

}  // namespace omnigraph::io
