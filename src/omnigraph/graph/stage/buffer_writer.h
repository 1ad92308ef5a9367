// BufferWriter: an ObjectWriter that keeps the bytes, for files small enough to go out together
// with others in one round.
#pragma once

#include <memory>

#include "omnigraph/io/object_store.h"

namespace omnigraph::graph {

class BufferWriter final : public io::ObjectWriter {
 public:
  // `out` receives the bytes at finish() and must outlive the writer.
  explicit BufferWriter(Buffer* out) : out_(out) {}
  Status append(ByteSpan bytes) override {
    bytes_.append(bytes);
    return {};
  }
  uint64_t position() const override { return bytes_.size(); }
  Status finish() override {
    *out_ = bytes_.finish();
    return {};
  }

 private:
  Buffer* out_;
  BufferBuilder bytes_;
};

}  // namespace omnigraph::graph
