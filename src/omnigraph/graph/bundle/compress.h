// Zstd for what is written as a stream; decompressing is load/decompress.h.
#pragma once

#include <memory>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/bundle/tar.h"

namespace omnigraph::graph {

// Compresses what it is given as one frame with a checksum. Not thread-safe. Memory: about 4 MiB.
class Compressor {
 public:
  explicit Compressor(ByteSink sink);
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  Status write(std::string_view bytes);
  // Ends the frame. Call once, last.
  Status finish();
  uint64_t written_bytes() const { return written_bytes_; }

 private:
  struct State;
  Status run(std::string_view bytes, bool last);

  ByteSink sink_;
  std::unique_ptr<State> state_;
  uint64_t written_bytes_ = 0;
};

}  // namespace omnigraph::graph
