#include "omnigraph/io/local/write_path.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/local/system_error.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {

WritePath::WritePath(std::string root,
                     const StoreOptions& options,
                     Naming best_naming,
                     SystemCalls calls)
    : calls_(std::move(calls)),
      folders_(std::move(root), options, calls_, gate_),
      staging_{calls_, *options.random, options.durability, best_naming} {}

Result<FolderPtr> WritePath::open_folder_for(std::string_view path) {
  OG_RETURN_IF_ERROR(validate_path(path));
  OG_RETURN_IF_ERROR(gate_.check());
  return folders_.open(folder_of(path));
}

Status WritePath::check_absent(const Folder& folder, std::string_view name) {
  const std::string file_name(name);
  struct stat status {};
  if (::fstatat(folder.fd.get(), file_name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return already_exists(folder, name);
  }
  if (errno != ENOENT) {
    return system_error(errno, "stat", format("{}/{}", folder.path, name));
  }
  return {};
}

Result<StagedFile> WritePath::stage(FolderPtr folder, bool replacing) {
  Result<StagedFile> file = StagedFile::open(staging_, std::move(folder), replacing);
  if (!file.ok() && file.error().code() == ErrorCode::kNotFound) {
    return Error(ErrorCode::kUnavailable, "a folder went away: " + file.error().message());
  }
  return file;
}

Status WritePath::give_name(StagedFile& file, std::string_view name) {
  OG_RETURN_IF_ERROR(gate_.check());
  const FolderPtr folder = file.folder();
  const Status named = file.publish(name);
  if (named.ok()) {
    return {};
  }
  if (named.error().code() == ErrorCode::kOutcomeUnknown) {
    gate_.shut(named.error().message());
  }
  return named.error().code() == ErrorCode::kAlreadyExists ? already_exists(*folder, name)
                                                           : named.error();
}

Status WritePath::sync_names(const Folder& folder) {
  const Status synced = folders_.sync(folder);
  if (!synced.ok()) {
    return Error(ErrorCode::kOutcomeUnknown, synced.error().message());
  }
  return {};
}

Error WritePath::already_exists(const Folder& folder, std::string_view name) {
  const std::string path = format("{}/{}", folder.path, name);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return Error(ErrorCode::kFailedPrecondition,
                 format("a folder has the name of the object: \"{}\"", path));
  }
  const Status synced = folders_.sync(folder);
  if (!synced.ok()) {
    return synced.error();
  }
  return Error(ErrorCode::kAlreadyExists, format("the object exists: \"{}\"", path));
}

}  // namespace omnigraph::io
