// MemoryMeter: counts the bytes that one run holds and refuses more than it may.
#pragma once

#include <cstddef>

#include "omnigraph/base/format.h"
#include "omnigraph/base/result.h"

namespace omnigraph::exec {

class MemoryMeter {
 public:
  explicit MemoryMeter(size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  // kResourceExhausted if the run would hold more than its limit. Nothing is charged then.
  Status charge(size_t bytes) {
    if (bytes > limit_bytes_ - used_bytes_) {
      return Error(
          ErrorCode::kResourceExhausted,
          format("the query needs more memory than it may use: memory_bytes is {}", limit_bytes_));
    }
    used_bytes_ += bytes;
    return {};
  }
  void release(size_t bytes) { used_bytes_ -= bytes < used_bytes_ ? bytes : used_bytes_; }
  size_t used_bytes() const { return used_bytes_; }

 private:
  size_t limit_bytes_;
  size_t used_bytes_ = 0;
};

}  // namespace omnigraph::exec
