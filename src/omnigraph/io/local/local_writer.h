// LocalWriter: streams one file of a local store, through a buffer, to a name it gets at the end.
#pragma once

#include <memory>
#include <string>

#include "omnigraph/io/local/staged_file.h"
#include "omnigraph/io/local/write_path.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

class LocalWriter final : public ObjectWriter {
 public:
  // `writes` must outlive it.
  LocalWriter(WritePath& writes, StagedFile file, std::string_view name)
      : writes_(writes), file_(std::move(file)), name_(name) {}

  Status append(ByteSpan bytes) override;
  uint64_t position() const override { return position_; }
  Status finish() override;

 private:
  Status flush();

  WritePath& writes_;
  StagedFile file_;
  const std::string name_;
  BufferBuilder buffer_;
  uint64_t position_ = 0;
  uint64_t written_back_ = 0;
  bool dead_ = false;
};

}  // namespace omnigraph::io
