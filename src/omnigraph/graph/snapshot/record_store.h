// RecordStore: the store as a snapshot sees it. Files that travel inside the snapshot's commit
// record are served from memory, everything else comes from the store below. Immutable;
// thread-safe.
#pragma once

#include <memory>
#include <utility>

#include "omnigraph/graph/log/record_files.h"
#include "omnigraph/io/forwarding_store.h"

namespace omnigraph::graph {

using RecordFilesPtr = std::shared_ptr<const RecordFiles>;

class RecordStore final : public io::ForwardingStore {
 public:
  // `inner` must outlive this store; `files` is not null.
  RecordStore(io::ObjectStore& inner, RecordFilesPtr files)
      : ForwardingStore(inner), files_(std::move(files)) {}

  Result<Buffer> read(std::string_view path) override;
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override;
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> requests) override;
  Result<io::ObjectInfo> stat(std::string_view path) override;

 private:
  RecordFilesPtr files_;
};

}  // namespace omnigraph::graph
