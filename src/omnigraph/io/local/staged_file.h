// StagedFile: one new file on its way into a folder: written and synced while nobody can see it,
// then given its name in one step, if that is free.
//
// Where the system can, the file has no name before (O_TMPFILE), so a crash leaves nothing behind;
// elsewhere it is called kTemporaryPrefix + random. It gets its name by a hard link, or where links
// are missing by a rename that refuses to replace; where neither works writing is refused.
// Naming remembers what the file system could do, for the whole store.
// A StagedFile belongs to one thread; destroyed without a name, it is gone.
#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/random.h"
#include "omnigraph/base/result.h"
#include "omnigraph/io/local/file.h"
#include "omnigraph/io/local/folders.h"
#include "omnigraph/io/local/system_calls.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::io {

// From best to worst; a store goes down when the file system refuses, and never up again.
enum class Naming : uint8_t { kUnnamedThenLink, kTemporaryThenLink, kTemporaryThenRename };

// What all staged files of a store share. Must outlive them.
struct StagingContext {
  const SystemCalls& calls;
  Random& random;
  Durability durability;
  std::atomic<Naming> naming;
};

class StagedFile {
 public:
  // `replacing`: the file will be given its name by replace(), which needs a temporary name.
  static Result<StagedFile> open(StagingContext& context, FolderPtr folder, bool replacing = false);
  StagedFile(StagedFile&& other) noexcept;
  StagedFile& operator=(StagedFile&& other) noexcept;
  ~StagedFile() { discard(); }

  const FolderPtr& folder() const { return folder_; }

  Status write(ByteSpan bytes);
  // Lets the disk begin, so that a later sync() waits less. Cannot fail.
  void start_writing_back();
  // Makes the bytes durable, if the store is to. Call once; after an error only destroy the file.
  Status sync();
  // Gives the file its name if that is free. Errors: kAlreadyExists; kOutcomeUnknown (the system
  // did not say); kFailedPrecondition (neither links nor renames work); else nothing happened.
  Status publish(std::string_view name);
  // Gives the file its name and throws away what had it.
  Status replace(std::string_view name);

 private:
  StagedFile(StagingContext& context, FolderPtr folder)
      : context_(&context), folder_(std::move(folder)) {}
  Status open_temporary();
  Status move_to_temporary();
  int try_to_name(const std::string& name, Naming naming);
  bool is_named(const std::string& name) const;
  Status name_error(int error_number, const std::string& name) const;
  std::string path_of(std::string_view name) const;
  void discard();

  StagingContext* context_;
  FolderPtr folder_;
  FileDescriptor fd_;
  std::string temporary_;  // the name it has so far; empty if none
};

}  // namespace omnigraph::io
