// Sha256: the SHA-256 of bytes that come piece by piece.
#pragma once

#include <memory>
#include <string>

#include "omnigraph/base/bytes.h"

namespace omnigraph {

// Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(ByteSpan bytes);
  // 64 lower-case hex digits. Call once, last.
  std::string finish_hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace omnigraph
