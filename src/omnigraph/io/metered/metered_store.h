// MeteredStore: passes every call on to another store and counts it. Failed calls count too: they
// were made. Calls with an invalid path or an empty batch do not reach a store and count nothing.
// Thread-safe.
#pragma once

#include <mutex>
#include <string>

#include "omnigraph/io/metered/usage.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

class MeteredStore final : public ObjectStore {
 public:
  // `inner` must outlive this store.
  explicit MeteredStore(ObjectStore& inner) : inner_(inner) {}

  Usage snapshot() const;
  void reset();

  Result<Buffer> read(std::string_view path) override;
  Result<Buffer> read_range(std::string_view path, ByteRange range) override;
  std::vector<Result<Buffer>> read_many(std::span<const ReadRequest> requests) override;
  Result<ObjectInfo> stat(std::string_view path) override;
  Status create(std::string_view path, ByteSpan bytes) override;
  Status create_many(std::span<const NewObject> objects) override;
  Result<std::unique_ptr<ObjectWriter>> create_writer(std::string_view path) override;
  Status put(std::string_view path, ByteSpan bytes) override;
  Status replace(std::string_view path, ByteSpan bytes) override;
  Status remove(std::string_view path) override;
  Result<std::vector<ObjectInfo>> list(std::string_view prefix,
                                       std::string_view start_after,
                                       size_t limit) override;
  Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                std::string_view start_after,
                                                size_t limit) override;
  Result<uint64_t> remove_leftovers(int64_t modified_us) override {
    return inner_.remove_leftovers(modified_us);
  }
  std::string root_uri() const override { return inner_.root_uri(); }

 private:
  class Writer;
  void count_call(Operation operation, std::string_view path, uint64_t bytes);
  void count_listing(size_t entries);

  ObjectStore& inner_;
  mutable std::mutex mutex_;
  Usage usage_;
};

}  // namespace omnigraph::io
