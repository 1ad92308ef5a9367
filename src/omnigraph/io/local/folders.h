// Folders: opens the folders a local store writes into, and makes them where they are missing, so
// that every folder's entry in its parent is durable before anything is put into it.
//
// Invariant: a folder in `settled_` exists and its entry, and that of every folder above it, has
// been synced by this handle. A folder found on disk is not enough: its maker may have died, or be
// on its way, between mkdir and sync. So the first write of a handle below a folder syncs the
// parents up to the root once, and later writes cost one open. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/io/local/file.h"
#include "omnigraph/io/local/system_calls.h"
#include "omnigraph/io/local/write_gate.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::io {

// A folder that is open for writing into.
struct Folder {
  std::string path;  // absolute, for messages
  FileDescriptor fd;
};
using FolderPtr = std::shared_ptr<const Folder>;

class Folders {
 public:
  // `root`: absolute, without a slash at the end. The references must outlive this.
  Folders(std::string root, const StoreOptions& options, const SystemCalls& calls, WriteGate& gate);

  // Opens `folder` ("" is the root), making it and its parents if need be. Errors:
  // kFailedPrecondition (a network file system, a file in the way, not permitted); kUnavailable,
  // kResourceExhausted. In all cases no more happened than that folders may exist.
  Result<FolderPtr> open(std::string_view folder);

  // Syncs the names in `folder`. On failure the gate is shut, and the caller says what it means.
  Status sync(const Folder& folder);

 private:
  Result<FolderPtr> open_existing(std::string_view folder) const;
  bool settled(std::string_view folder) const;
  void forget_all();
  Status settle(std::string_view folder);
  Status settle_root();
  Status make_and_sync_parent(const std::string& path);
  Status refuse_network_file_system(const std::string& path) const;

  const std::string root_;
  const StoreOptions options_;
  const SystemCalls& calls_;
  WriteGate& gate_;
  mutable std::mutex mutex_;
  std::set<std::string, std::less<>> settled_;
};

// The name of the network file system that statfs() calls `magic`, or null for a local one.
const char* network_file_system_name(uint64_t magic);

}  // namespace omnigraph::io
