// open_store: from what the user typed to the store behind it.
#pragma once

#include <memory>
#include <string_view>

#include "omnigraph/base/random.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

enum class Durability : uint8_t {
  kFsync,  // what was acknowledged survives a power cut
  kOs,     // it survives the death of the process; a power cut may lose or damage it
};

// A choice of the handle; nothing of it is stored.
struct StoreOptions {
  Durability durability = Durability::kFsync;
  // Network file systems may hide a new head behind their caches: writing to one is refused unless
  // this is set.
  bool allow_network_fs = false;
  Random* random = &system_random();  // names of temporary files; must outlive the store
};

// Opens the store at `uri`: a path, absolute or relative to the working directory, or a file://
// URI. Nothing is read or written: the directory need not exist, the first write makes it. Errors:
// kInvalidArgument (malformed, or a scheme we do not know); kUnsupported (s3://).
Result<std::unique_ptr<ObjectStore>> open_store(std::string_view uri,
                                                const StoreOptions& options = {});

}  // namespace omnigraph::io
