// The objects are taken by folder, a few hundred at a time (each holds a descriptor). Of one such
// group all files are written, then all are synced together (sync_many.h), then all are named. A
// folder is synced when its last file has its name.
//
// A name that exists already stands for the same bytes: its folder is synced with the others. What
// was named before a failure stays, since another process may have met it and rely on it.
#include "omnigraph/io/local/create_batch.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "omnigraph/io/local/sync_many.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

constexpr size_t kFilesAtOnce = 256;

class Batch {
 public:
  Batch(WritePath& writes, std::span<const NewObject> objects) : writes_(writes) {
    for (const NewObject& object : objects) {
      todo_.push_back(&object);
    }
    std::stable_sort(todo_.begin(), todo_.end(), [](const NewObject* a, const NewObject* b) {
      return folder_of(a->path) < folder_of(b->path);
    });
  }

  Status run() {
    for (size_t begin = 0; begin < todo_.size(); begin += kFilesAtOnce) {
      const std::span<const NewObject* const> group =
          std::span(todo_).subspan(begin, std::min(kFilesAtOnce, todo_.size() - begin));
      OG_RETURN_IF_ERROR(run_group(group));
    }
    return folder_ == nullptr ? Status() : writes_.sync_names(*folder_);
  }

 private:
  Status run_group(std::span<const NewObject* const> group) {
    std::vector<StagedFile> files;
    std::vector<const NewObject*> absent_objects;  // one per file
    files.reserve(group.size());
    FolderPtr folder = folder_;
    std::string_view folder_path = folder_path_;
    for (const NewObject* object : group) {
      if (folder == nullptr || folder_of(object->path) != folder_path) {
        OG_ASSIGN_OR_RETURN(folder, writes_.open_folder_for(object->path));
        folder_path = folder_of(object->path);
      }
      const Status absent = writes_.check_absent(*folder, name_of(object->path));
      if (!absent.ok() && absent.error().code() == ErrorCode::kAlreadyExists) {
        continue;
      }
      OG_RETURN_IF_ERROR(absent);
      OG_ASSIGN_OR_RETURN(StagedFile file, writes_.stage(folder));
      OG_RETURN_IF_ERROR(file.write(object->bytes.span()));
      files.push_back(std::move(file));
      absent_objects.push_back(object);
    }
    OG_RETURN_IF_ERROR(sync_many(files));
    for (size_t i = 0; i < files.size(); ++i) {
      OG_RETURN_IF_ERROR(name_one(*absent_objects[i], files[i]));
    }
    return {};
  }

  Status name_one(const NewObject& object, StagedFile& file) {
    if (folder_ != nullptr && folder_of(object.path) != folder_path_) {
      OG_RETURN_IF_ERROR(writes_.sync_names(*folder_));
    }
    folder_ = file.folder();
    folder_path_ = folder_of(object.path);
    const Status named = writes_.give_name(file, name_of(object.path));
    const bool taken = !named.ok() && named.error().code() == ErrorCode::kAlreadyExists;
    return taken ? Status() : named;
  }

  WritePath& writes_;
  std::vector<const NewObject*> todo_;
  FolderPtr folder_;              // the one that got the latest name, not yet synced
  std::string_view folder_path_;  // its path in the store
};

}  // namespace

Status create_batch(WritePath& writes, std::span<const NewObject> objects) {
  for (const NewObject& object : objects) {
    OG_RETURN_IF_ERROR(validate_path(object.path));
  }
  return Batch(writes, objects).run();
}

}  // namespace omnigraph::io
