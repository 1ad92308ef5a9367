// ForwardingStore: passes every call on to another store. Base of stores that step in at a few
// calls and leave the rest alone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

// As thread-safe as the store below it.
class ForwardingStore : public ObjectStore {
 public:
  // `inner` must outlive this store.
  explicit ForwardingStore(ObjectStore& inner) : inner_(inner) {}

  Result<Buffer> read(std::string_view path) override { return inner_.read(path); }
  Result<Buffer> read_range(std::string_view path, ByteRange range) override {
    return inner_.read_range(path, range);
  }
  std::vector<Result<Buffer>> read_many(std::span<const ReadRequest> requests) override {
    return inner_.read_many(requests);
  }
  Result<ObjectInfo> stat(std::string_view path) override { return inner_.stat(path); }
  Status create(std::string_view path, ByteSpan bytes) override {
    return inner_.create(path, bytes);
  }
  Status create_many(std::span<const NewObject> objects) override {
    return inner_.create_many(objects);
  }
  Result<std::unique_ptr<ObjectWriter>> create_writer(std::string_view path) override {
    return inner_.create_writer(path);
  }
  Status put(std::string_view path, ByteSpan bytes) override { return inner_.put(path, bytes); }
  Status replace(std::string_view path, ByteSpan bytes) override {
    return inner_.replace(path, bytes);
  }
  Status remove(std::string_view path) override { return inner_.remove(path); }
  Result<uint64_t> remove_leftovers(int64_t modified_us) override {
    return inner_.remove_leftovers(modified_us);
  }
  Result<std::vector<ObjectInfo>> list(std::string_view prefix,
                                       std::string_view start_after,
                                       size_t limit) override {
    return inner_.list(prefix, start_after, limit);
  }
  Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                std::string_view start_after,
                                                size_t limit) override {
    return inner_.list_folders(folder, start_after, limit);
  }
  std::string root_uri() const override { return inner_.root_uri(); }

 private:
  ObjectStore& inner_;
};

}  // namespace omnigraph::io
