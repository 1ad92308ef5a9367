// LocalStore: the object store in a directory of a local disk; a path is a file below it.
//
// How a file comes to be (create): it is written and synced without a name, linked to its name if
// that is free, and then its folder is synced; a new folder's parent is synced before that. So a
// crash at any point leaves either no object or a whole one, and what was acknowledged stays.
// write_path.h has the invariants, and what happens after a failed sync. With Durability::kOs all
// syncs are left out, and the order of the other steps is the same.
// Thread-safe, and safe beside other processes on the same directory. Needs no locks on disk.
#pragma once

#include <memory>
#include <string>

#include "omnigraph/io/local/write_path.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::io {

class LocalStore final : public ObjectStore {
 public:
  // `root`: an absolute path without a slash at the end; it need not exist. `best_naming` and
  // `calls` are for tests: what the file system can do, and what of it fails.
  LocalStore(std::string root,
             const StoreOptions& options,
             Naming best_naming = Naming::kUnnamedThenLink,
             SystemCalls calls = SystemCalls());

  Result<Buffer> read(std::string_view path) override;
  Result<Buffer> read_range(std::string_view path, ByteRange range) override;
  // The kernel is asked to fetch all ranges before the first is waited for.
  std::vector<Result<Buffer>> read_many(std::span<const ReadRequest> requests) override;
  Result<ObjectInfo> stat(std::string_view path) override;
  Status create(std::string_view path, ByteSpan bytes) override;
  // Syncs each file and each folder once.
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
  Result<uint64_t> remove_leftovers(int64_t modified_us) override;
  std::string root_uri() const override { return root_; }

 private:
  void read_group(std::span<const ReadRequest> group, std::vector<Result<Buffer>>& answers) const;
  std::string absolute(std::string_view path) const;

  const std::string root_;
  WritePath writes_;
};

}  // namespace omnigraph::io
