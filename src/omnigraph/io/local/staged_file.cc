#include "omnigraph/io/local/staged_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/io/local/system_error.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

constexpr unsigned kFileMode = 0666;  // less the umask

// Errors by which a file system says that it has no such way of making or naming a file.
bool means_unsupported(int error_number) {
  return error_number == EOPNOTSUPP || error_number == ENOSYS || error_number == EINVAL ||
         error_number == EISDIR || error_number == EPERM;
}

// Errors after which a new name may be there all the same.
bool leaves_doubt(int error_number) {
  return error_number == EIO || error_number == EINTR || error_number == ETIMEDOUT ||
         error_number == ESTALE || error_number == EREMOTEIO || error_number == ECONNRESET ||
         error_number == ENOTCONN;
}

void lower(std::atomic<Naming>& naming, Naming to) {
  Naming now = naming.load();
  while (now < to && !naming.compare_exchange_weak(now, to)) {
  }
}

}  // namespace

Result<StagedFile> StagedFile::open(StagingContext& context, FolderPtr folder, bool replacing) {
  StagedFile file(context, std::move(folder));
  if (!replacing && context.naming.load() == Naming::kUnnamedThenLink) {
    file.fd_ = open_at(file.folder_->fd.get(), ".", O_TMPFILE | O_RDWR, kFileMode);
    if (file.fd_.valid()) {
      return file;
    }
    if (!means_unsupported(errno)) {
      return system_error(errno, "create a file in", file.folder_->path);
    }
    lower(context.naming, Naming::kTemporaryThenLink);
  }
  OG_RETURN_IF_ERROR(file.open_temporary());
  return file;
}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : context_(other.context_),
      folder_(std::move(other.folder_)),
      fd_(std::move(other.fd_)),
      temporary_(std::exchange(other.temporary_, std::string())) {}

StagedFile& StagedFile::operator=(StagedFile&& other) noexcept {
  std::swap(context_, other.context_);
  std::swap(folder_, other.folder_);
  std::swap(fd_, other.fd_);
  std::swap(temporary_, other.temporary_);
  return *this;
}

Status StagedFile::open_temporary() {
  const std::string name = format(
      "{}{}{}", kTemporaryPrefix, hex16(context_->random.next()), hex16(context_->random.next()));
  fd_ = open_at(folder_->fd.get(), name.c_str(), O_CREAT | O_EXCL | O_RDWR, kFileMode);
  if (!fd_.valid()) {
    // A name of ours that is taken already says nothing about the object: a later try will differ.
    return system_error(errno == EEXIST ? EAGAIN : errno, "create", path_of(name));
  }
  temporary_ = name;
  return {};
}

Status StagedFile::write(ByteSpan bytes) {
  while (!bytes.empty()) {
    const ssize_t count = context_->calls.write(fd_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return system_error(count < 0 ? errno : EIO, "write a file in", folder_->path);
    }
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return {};
}

void StagedFile::start_writing_back() {
  if (context_->durability == Durability::kFsync) {
    static_cast<void>(::sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE));
  }
}

Status StagedFile::sync() {
  if (context_->durability == Durability::kFsync && context_->calls.fsync(fd_.get()) != 0) {
    return system_error(errno, "sync a file in", folder_->path);
  }
  return {};
}

Status StagedFile::publish(std::string_view name_view) {
  const std::string name(name_view);
  while (true) {
    // A file keeps the way it was opened for, unless this very file system refuses it.
    const Naming naming = temporary_.empty()
                              ? Naming::kUnnamedThenLink
                              : std::max(context_->naming.load(), Naming::kTemporaryThenLink);
    const int error_number = try_to_name(name, naming);
    if (error_number == 0) {
      return {};
    }
    const bool no_proc =
        error_number == ENOENT && temporary_.empty() && ::access("/proc/self/fd", F_OK) != 0;
    if (!no_proc && !means_unsupported(error_number)) {
      return name_error(error_number, name);
    }
    if (naming == Naming::kTemporaryThenRename) {
      return Error(ErrorCode::kFailedPrecondition,
                   format("the file system can neither link nor rename without replacing: {}",
                          system_error(error_number, "name", path_of(name)).message()));
    }
    if (naming == Naming::kUnnamedThenLink) {
      OG_RETURN_IF_ERROR(move_to_temporary());
      lower(context_->naming, Naming::kTemporaryThenLink);
    } else {
      lower(context_->naming, Naming::kTemporaryThenRename);
    }
  }
}

// One attempt; 0 or what errno said.
int StagedFile::try_to_name(const std::string& name, Naming naming) {
  const int folder = folder_->fd.get();
  int done = -1;
  if (naming == Naming::kUnnamedThenLink) {
    const std::string self = format("/proc/self/fd/{}", fd_.get());
    done = context_->calls.linkat(AT_FDCWD, self.c_str(), folder, name.c_str(), AT_SYMLINK_FOLLOW);
  } else if (naming == Naming::kTemporaryThenLink) {
    done = context_->calls.linkat(folder, temporary_.c_str(), folder, name.c_str(), 0);
  } else {
    done = context_->calls.rename_if_absent(folder, temporary_.c_str(), folder, name.c_str());
  }
  const int error_number = done == 0 ? 0 : errno;
  // A network file system may repeat a call whose answer was lost, and meet its own effect.
  if (error_number != 0 && !(error_number == EEXIST && is_named(name))) {
    return error_number;
  }
  if (naming == Naming::kTemporaryThenRename) {
    temporary_.clear();
  }
  discard();
  return 0;
}

Status StagedFile::name_error(int error_number, const std::string& name) const {
  Error error = system_error(error_number, "name", path_of(name));
  if (leaves_doubt(error_number)) {
    return Error(ErrorCode::kOutcomeUnknown, error.message());
  }
  if (error_number == ENOENT) {
    return Error(ErrorCode::kUnavailable, "a folder went away: " + error.message());
  }
  return error;
}

bool StagedFile::is_named(const std::string& name) const {
  struct stat ours {};
  struct stat theirs {};
  return ::fstat(fd_.get(), &ours) == 0 &&
         ::fstatat(folder_->fd.get(), name.c_str(), &theirs, AT_SYMLINK_NOFOLLOW) == 0 &&
         ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

// The unnamed file cannot get a name here: copies it into one that has.
Status StagedFile::move_to_temporary() {
  FileDescriptor from = std::exchange(fd_, FileDescriptor());
  OG_RETURN_IF_ERROR(open_temporary());
  off_t at = 0;
  while (true) {
    const ssize_t count = ::sendfile(fd_.get(), from.get(), &at, size_t{1} << 30);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return system_error(errno, "copy a file in", folder_->path);
    }
    if (count == 0) {
      return sync();
    }
  }
}

Status StagedFile::replace(std::string_view name) {
  const std::string target(name);
  if (::renameat(folder_->fd.get(), temporary_.c_str(), folder_->fd.get(), target.c_str()) != 0) {
    return name_error(errno, target);
  }
  temporary_.clear();
  return {};
}

std::string StagedFile::path_of(std::string_view name) const {
  return format("{}/{}", folder_->path, name);
}

void StagedFile::discard() {
  if (!temporary_.empty()) {
    ::unlinkat(folder_->fd.get(), temporary_.c_str(), 0);  // If that fails, list() skips it.
    temporary_.clear();
  }
  fd_ = FileDescriptor();
}

}  // namespace omnigraph::io
