// HookStore: passes every call on to another store, and lets a test step in just before an object
// is created: to let a rival win a race, or to answer in the store's place.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "omnigraph/io/object_store.h"

namespace omnigraph::graph::testing {

class HookStore final : public io::ObjectStore {
 public:
  // `inner` must outlive this store.
  explicit HookStore(io::ObjectStore& inner) : inner_(inner) {}

  // Called before each create() with the path and the bytes. A status is the answer; nothing: the
  // call goes on. May use the inner store.
  std::function<std::optional<Status>(std::string_view path, ByteSpan bytes)> before_create;

  Result<Buffer> read(std::string_view path) override { return inner_.read(path); }
  Result<Buffer> read_range(std::string_view path, io::ByteRange range) override {
    return inner_.read_range(path, range);
  }
  std::vector<Result<Buffer>> read_many(std::span<const io::ReadRequest> requests) override {
    return inner_.read_many(requests);
  }
  Result<io::ObjectInfo> stat(std::string_view path) override { return inner_.stat(path); }
  Status create(std::string_view path, ByteSpan bytes) override {
    if (before_create) {
      if (std::optional<Status> answer = before_create(path, bytes)) {
        return *std::move(answer);
      }
    }
    return inner_.create(path, bytes);
  }
  Status create_many(std::span<const io::NewObject> objects) override {
    return inner_.create_many(objects);
  }
  Result<std::unique_ptr<io::ObjectWriter>> create_writer(std::string_view path) override {
    return inner_.create_writer(path);
  }
  Status put(std::string_view path, ByteSpan bytes) override { return inner_.put(path, bytes); }
  Status remove(std::string_view path) override { return inner_.remove(path); }
  Result<std::vector<io::ObjectInfo>> list(std::string_view prefix,
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
  io::ObjectStore& inner_;
};

}  // namespace omnigraph::graph::testing
