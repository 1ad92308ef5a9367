// WriteGate: whether a local store may still write. A sync that failed is never repeated: the
// kernel may have dropped the dirty pages and would report success for nothing. Where bytes may be
// visible without being durable, the store stops writing until it is opened anew. Thread-safe.
#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "omnigraph/base/result.h"

namespace omnigraph::io {

class WriteGate {
 public:
  // OK, or kFailedPrecondition with the reason of the first shut().
  Status check() const;
  void shut(const std::string& reason);

 private:
  std::atomic<bool> open_{true};
  mutable std::mutex mutex_;
  std::string reason_;
};

}  // namespace omnigraph::io
