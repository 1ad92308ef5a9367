// WritePath: the steps by which a file of a local store comes to be, shared by create(),
// create_many() and writers. It keeps the store's invariants:
//   - A name is given only to bytes that are durable, and acknowledged only when it is durable.
//   - A failed sync is never repeated. Before the name was given nothing happened; afterwards the
//     outcome is unknown and the store is read-only until it is opened again (write_gate.h).
//   - kAlreadyExists is said only after the folder was synced: what stands there will stay.
// Thread-safe. All errors are those of ObjectStore::create().
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/io/local/folders.h"
#include "omnigraph/io/local/staged_file.h"
#include "omnigraph/io/local/system_calls.h"
#include "omnigraph/io/local/write_gate.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::io {

class WritePath {
 public:
  WritePath(std::string root, const StoreOptions& options, Naming best_naming, SystemCalls calls);

  // Opens the folder that `path` goes into, making it if need be, if the store may write at all.
  Result<FolderPtr> open_folder_for(std::string_view path);
  // kAlreadyExists if `name` is taken, before any byte is written for nothing.
  Status check_absent(const Folder& folder, std::string_view name);
  // A new file in `folder`, without a name. `replacing`: for StagedFile::replace().
  Result<StagedFile> stage(FolderPtr folder, bool replacing = false);
  // Names `file`, which must be synced. The name is durable after sync_names().
  Status give_name(StagedFile& file, std::string_view name);
  // Makes the names given in `folder` durable; kOutcomeUnknown if that fails.
  Status sync_names(const Folder& folder);
  // kFailedPrecondition once the store has stopped writing.
  Status check_writable() const { return gate_.check(); }

 private:
  Error already_exists(const Folder& folder, std::string_view name);

  const SystemCalls calls_;
  WriteGate gate_;
  Folders folders_;
  StagingContext staging_;
};

}  // namespace omnigraph::io
