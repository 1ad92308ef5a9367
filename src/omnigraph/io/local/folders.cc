#include "omnigraph/io/local/folders.h"

#include <cerrno>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/local/system_error.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

constexpr unsigned kFolderMode = 0777;  // less the umask

// "/a/b" -> "/a", "/a" -> "/".
std::string parent_of(const std::string& absolute) {
  const std::string_view parent = folder_of(absolute);
  return parent.empty() ? "/" : std::string(parent);
}

Result<FolderPtr> open_folder(const std::string& path) {
  FileDescriptor fd = open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_DIRECTORY);
  if (!fd.valid()) {
    return system_error(errno, "open folder", path);
  }
  return std::make_shared<const Folder>(Folder{path, std::move(fd)});
}

}  // namespace

const char* network_file_system_name(uint64_t magic) {
  // The numbers are those of statfs(2); most are missing from <linux/magic.h>.
  switch (magic) {
    case 0x6969:
      return "nfs";
    case 0x517B:
      return "smb";
    case 0xFF534D42:
      return "cifs";
    case 0xFE534D42:
      return "smb2";
    case 0x65735546:
      return "fuse";
    case 0x01021997:
      return "9p";
    case 0x5346414F:
    case 0x6B414653:
      return "afs";
    case 0x00C36400:
      return "ceph";
    case 0x73757245:
      return "coda";
    case 0x0BD00BD0:
      return "lustre";
    case 0x47504653:
      return "gpfs";
    case 0x19830326:
      return "beegfs";
    case 0x786F4256:
      return "vboxsf";
    default:
      return nullptr;
  }
}

Folders::Folders(std::string root,
                 const StoreOptions& options,
                 const SystemCalls& calls,
                 WriteGate& gate)
    : root_(std::move(root)), options_(options), calls_(calls), gate_(gate) {}

Result<FolderPtr> Folders::open(std::string_view folder) {
  if (settled(folder)) {
    Result<FolderPtr> opened = open_existing(folder);
    if (opened.ok() || opened.error().code() != ErrorCode::kNotFound) {
      return opened;
    }
    forget_all();  // Somebody removed it, and perhaps more: begin anew.
  }
  const Status made = settle(folder);
  Result<FolderPtr> opened = made.ok() ? open_existing(folder) : made.error();
  if (!opened.ok() && opened.error().code() == ErrorCode::kNotFound) {
    return Error(ErrorCode::kUnavailable, "a folder went away: " + opened.error().message());
  }
  return opened;
}

Status Folders::sync(const Folder& folder) {
  if (options_.durability == Durability::kOs || calls_.fsync(folder.fd.get()) == 0) {
    return {};
  }
  if (errno == EINVAL || errno == EOPNOTSUPP) {
    return {};  // The file system has no sync of folders: names are as durable as it can make them.
  }
  Error error = system_error(errno, "sync folder", folder.path);
  gate_.shut(error.message());
  return Error(ErrorCode::kUnavailable, error.message());
}

Result<FolderPtr> Folders::open_existing(std::string_view folder) const {
  return open_folder(folder.empty() ? root_ : format("{}/{}", root_, folder));
}

bool Folders::settled(std::string_view folder) const {
  const std::lock_guard lock(mutex_);
  return settled_.find(folder) != settled_.end();
}

void Folders::forget_all() {
  const std::lock_guard lock(mutex_);
  settled_.clear();
}

// From the root down: a folder is settled after the one it lies in.
Status Folders::settle(std::string_view folder) {
  if (settled(folder)) {
    return {};
  }
  if (folder.empty()) {
    OG_RETURN_IF_ERROR(settle_root());
  } else {
    OG_RETURN_IF_ERROR(settle(folder_of(folder)));
    OG_RETURN_IF_ERROR(make_and_sync_parent(format("{}/{}", root_, folder)));
  }
  const std::lock_guard lock(mutex_);
  settled_.emplace(folder);
  return {};
}

Status Folders::settle_root() {
  std::vector<std::string> missing;
  std::string existing = root_;
  struct stat status {};
  while (existing != "/" && ::stat(existing.c_str(), &status) != 0) {
    if (errno != ENOENT) {
      return system_error(errno, "stat", existing);
    }
    missing.push_back(existing);
    existing = parent_of(existing);
  }
  OG_RETURN_IF_ERROR(refuse_network_file_system(existing));
  for (auto path = missing.rbegin(); path != missing.rend(); ++path) {
    OG_RETURN_IF_ERROR(make_and_sync_parent(*path));
  }
  if (missing.empty() && root_ != "/") {
    // Another process may have made it just now. A parent that we may not open was not made by one.
    const Result<FolderPtr> parent = open_folder(parent_of(root_));
    if (parent.ok()) {
      return sync(**parent);
    }
  }
  return {};
}

Status Folders::make_and_sync_parent(const std::string& path) {
  if (::mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
    return system_error(errno, "make folder", path);
  }
  OG_ASSIGN_OR_RETURN(const FolderPtr parent, open_folder(parent_of(path)));
  return sync(*parent);
}

Status Folders::refuse_network_file_system(const std::string& path) const {
  if (options_.allow_network_fs) {
    return {};
  }
  struct statfs status {};
  if (calls_.statfs(path.c_str(), &status) != 0) {
    return system_error(errno, "statfs", path);
  }
  // The kernel's type is signed on some machines; the numbers are 32 bits wide.
  const char* name = network_file_system_name(static_cast<uint32_t>(status.f_type));
  if (name == nullptr) {
    return {};
  }
  return Error(
      ErrorCode::kFailedPrecondition,
      format("writing to a network file system needs the option allow_network_fs: {} at \"{}\"",
             name,
             path));
}

}  // namespace omnigraph::io
