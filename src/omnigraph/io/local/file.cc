#include "omnigraph/io/local/file.h"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/local/system_error.h"

namespace omnigraph::io {
namespace {

constexpr auto kAlignment = std::align_val_t{64};

// Fresh bytes that nobody has set to zero: a large read touches them only once.
std::shared_ptr<std::byte> allocate(size_t size) {
  auto* data = static_cast<std::byte*>(::operator new(size, kAlignment, std::nothrow));
  if (data == nullptr) {
    return nullptr;
  }
  return {data, [](std::byte* bytes) { ::operator delete(bytes, kAlignment); }};
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) {
    ::close(fd_);  // Nothing to learn here: what must be durable was synced before.
  }
}

FileDescriptor open_at(int folder_fd, const char* path, int flags, unsigned mode) {
  while (true) {
    const int fd = ::openat(folder_fd, path, flags | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EINTR) {
      return FileDescriptor(fd);
    }
  }
}

int64_t modified_us(const struct stat& status) {
  return int64_t{status.st_mtim.tv_sec} * 1'000'000 + status.st_mtim.tv_nsec / 1'000;
}

Result<OpenFile> open_file(const std::string& path) {
  // O_NONBLOCK: a pipe that somebody put here must not hold us up.
  FileDescriptor fd = open_at(AT_FDCWD, path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd.valid()) {
    return system_error(errno == ENOTDIR ? ENOENT : errno, "open", path);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) {
    return system_error(errno, "stat", path);
  }
  if (!S_ISREG(status.st_mode)) {
    return Error(ErrorCode::kNotFound, format("not a file: \"{}\"", path));
  }
  return OpenFile{std::move(fd), static_cast<uint64_t>(status.st_size)};
}

Result<Buffer> read_file(const OpenFile& file, const std::string& path, ByteRange range) {
  if (range.offset >= file.size_bytes || range.length == 0) {
    return Buffer();
  }
  const size_t wanted = std::min(range.length, file.size_bytes - range.offset);
  std::shared_ptr<std::byte> bytes = allocate(wanted);
  if (bytes == nullptr) {
    return Error(ErrorCode::kResourceExhausted,
                 format("not enough memory to read {} bytes of \"{}\"", wanted, path));
  }
  size_t done = 0;
  while (done < wanted) {
    const ssize_t count = ::pread(
        file.fd.get(), bytes.get() + done, wanted - done, static_cast<off_t>(range.offset + done));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return system_error(errno, "read", path);
    }
    if (count == 0) {
      break;  // Somebody else cut the file short: so is the answer.
    }
    done += static_cast<size_t>(count);
  }
  const ByteSpan span(bytes.get(), done);
  return Buffer(std::move(bytes), span);
}

}  // namespace omnigraph::io
