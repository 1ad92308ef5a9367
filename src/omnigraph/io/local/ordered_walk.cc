#include "omnigraph/io/local/ordered_walk.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/local/file.h"
#include "omnigraph/io/local/system_error.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool means_absent(int error_number) {
  return error_number == ENOENT || error_number == ENOTDIR;
}

// A child of a folder: "nodes/x.lance", or "nodes/data/" if it is a folder itself.
struct Child {
  std::string path;
  bool is_folder() const { return path.back() == '/'; }
};

// Whether the entry is a folder, a file, or nothing of ours. Only an unusual file system makes us
// ask; a symbolic link counts as the file it leads to, never as a folder (it could lead in
// circles).
enum class EntryKind { kFolder, kFile, kOther };
EntryKind kind_of(const dirent& entry, int folder_fd) {
  if (entry.d_type == DT_DIR) {
    return EntryKind::kFolder;
  }
  if (entry.d_type == DT_REG || entry.d_type == DT_LNK) {
    return EntryKind::kFile;
  }
  struct stat status {};
  if (entry.d_type != DT_UNKNOWN ||
      ::fstatat(folder_fd, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return EntryKind::kOther;
  }
  return S_ISDIR(status.st_mode)                              ? EntryKind::kFolder
         : S_ISREG(status.st_mode) || S_ISLNK(status.st_mode) ? EntryKind::kFile
                                                              : EntryKind::kOther;
}

// The children of `folder` ("" or "a/b/") in no order. An absent folder has none.
Result<std::vector<Child>> read_folder(const std::string& root, std::string_view folder) {
  const std::string absolute = format("{}/{}", root, folder);
  std::vector<Child> children;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(absolute.c_str()), ::closedir);
  if (stream == nullptr) {
    if (means_absent(errno)) {
      return children;
    }
    return system_error(errno, "open folder", absolute);
  }
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): own stream
    if (entry == nullptr && errno != 0) {
      return system_error(errno, "read folder", absolute);
    }
    if (entry == nullptr) {
      return children;
    }
    std::string path = format("{}{}", folder, static_cast<const char*>(entry->d_name));
    const EntryKind kind =
        validate_path(path).ok() ? kind_of(*entry, ::dirfd(stream.get())) : EntryKind::kOther;
    if (kind != EntryKind::kOther) {
      children.push_back({kind == EntryKind::kFolder ? path + '/' : std::move(path)});
    }
  }
}

void sort(std::vector<Child>& children) {
  std::sort(children.begin(), children.end(), [](const Child& a, const Child& b) {
    return a.path < b.path;
  });
}

class Walk {
 public:
  Walk(const std::string& root, std::string_view prefix, std::string_view start_after, size_t limit)
      : root_(root), prefix_(prefix), start_after_(start_after), limit_(limit) {}

  // Adds what is wanted of `folder` and below. Depth is bounded by the length of a path.
  Status visit(const std::string& folder) {
    OG_ASSIGN_OR_RETURN(std::vector<Child> children, read_folder(root_, folder));
    children.erase(std::remove_if(children.begin(),
                                  children.end(),
                                  [&](const Child& child) { return !is_wanted(child); }),
                   children.end());
    sort(children);
    for (const Child& child : children) {
      if (found.size() >= limit_) {
        return {};
      }
      OG_RETURN_IF_ERROR(child.is_folder() ? visit(child.path) : add(child.path));
    }
    return {};
  }

  std::vector<ObjectInfo> found;

 private:
  bool is_wanted(const Child& child) const {
    if (!child.is_folder()) {
      return starts_with(child.path, prefix_) && child.path > start_after_;
    }
    return (starts_with(child.path, prefix_) || starts_with(prefix_, child.path)) &&
           (child.path > start_after_ || starts_with(start_after_, child.path));
  }

  Status add(const std::string& path) {
    const std::string absolute = format("{}/{}", root_, path);
    struct stat status {};
    if (::stat(absolute.c_str(), &status) != 0) {
      return means_absent(errno) ? Status() : system_error(errno, "stat", absolute);
    }
    if (S_ISREG(status.st_mode)) {
      found.push_back({path, static_cast<uint64_t>(status.st_size), modified_us(status)});
    }
    return {};
  }

  const std::string& root_;
  const std::string_view prefix_;
  const std::string_view start_after_;
  const size_t limit_;
};

}  // namespace

Result<std::vector<ObjectInfo>> list_tree(const std::string& root,
                                          std::string_view prefix,
                                          std::string_view start_after,
                                          size_t limit) {
  const size_t slash = prefix.rfind('/');
  std::string folder;
  if (slash != std::string_view::npos) {
    folder = std::string(prefix.substr(0, slash + 1));
    if (!validate_path(prefix.substr(0, slash)).ok()) {
      return std::vector<ObjectInfo>();  // No object can start like this, and ".." leads outside.
    }
  }
  Walk walk(root, prefix, start_after, limit);
  if (limit > 0) {
    OG_RETURN_IF_ERROR(walk.visit(folder));
  }
  return std::move(walk.found);
}

Result<std::vector<std::string>> list_child_folders(const std::string& root,
                                                    std::string_view folder,
                                                    std::string_view start_after,
                                                    size_t limit) {
  const std::string base = folder.empty() ? std::string() : format("{}/", folder);
  const std::string after = start_after.empty() ? base : format("{}{}/", base, start_after);
  OG_ASSIGN_OR_RETURN(std::vector<Child> children, read_folder(root, base));
  sort(children);
  std::vector<std::string> names;
  for (const Child& child : children) {
    if (child.is_folder() && child.path > after && names.size() < limit) {
      names.push_back(child.path.substr(base.size(), child.path.size() - base.size() - 1));
    }
  }
  return names;
}

}  // namespace omnigraph::io
