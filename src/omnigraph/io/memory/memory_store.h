// MemoryStore: the object store in this process's memory, for tests and for scratch graphs. Reads
// share the stored bytes, without a copy. Thread-safe; forgets everything when it is destroyed.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "omnigraph/base/clock.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

class MemoryStore final : public ObjectStore {
 public:
  // `clock` gives the objects' times; must outlive the store.
  explicit MemoryStore(Clock& clock = system_clock()) : clock_(clock) {}

  Result<Buffer> read(std::string_view path) override;
  Result<Buffer> read_range(std::string_view path, ByteRange range) override;
  std::vector<Result<Buffer>> read_many(std::span<const ReadRequest> requests) override;
  Result<ObjectInfo> stat(std::string_view path) override;
  Status create(std::string_view path, ByteSpan bytes) override;
  Status create_many(std::span<const NewObject> objects) override;
  Result<std::unique_ptr<ObjectWriter>> create_writer(std::string_view path) override;
  Status put(std::string_view path, ByteSpan bytes) override;
  Status remove(std::string_view path) override;
  Result<std::vector<ObjectInfo>> list(std::string_view prefix,
                                       std::string_view start_after,
                                       size_t limit) override;
  Result<std::vector<std::string>> list_folders(std::string_view folder,
                                                std::string_view start_after,
                                                size_t limit) override;
  // No other program can open it.
  std::string root_uri() const override { return "memory:"; }

 private:
  class Writer;
  struct Object {
    Buffer bytes;
    int64_t modified_us;
  };

  Status insert(std::string_view path, Buffer bytes);
  // These need the lock.
  Status check_room(std::string_view path) const;
  void store(std::string_view path, Buffer bytes);

  Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Object, std::less<>> objects_;  // bytewise, as list() wants it
};

}  // namespace omnigraph::io
