// Files by descriptor: an owner that closes, opening, and reading into buffers.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <sys/stat.h>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/io/object_store.h"

namespace omnigraph::io {

// Owns a file descriptor. -1 is none.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// open() that closes on exec and starts again when a signal interrupts it; errno tells on failure.
FileDescriptor open_at(int folder_fd, const char* path, int flags, unsigned mode = 0);

int64_t modified_us(const struct stat& status);

// A regular file open for reading.
struct OpenFile {
  FileDescriptor fd;
  uint64_t size_bytes = 0;
};

// Errors: kNotFound (also for a folder); as system_error() otherwise.
Result<OpenFile> open_file(const std::string& path);

// Bytes of `file`, which was opened at `path`; a range past the end is shortened. Errors:
// kUnavailable; kResourceExhausted (not enough memory).
Result<Buffer> read_file(const OpenFile& file, const std::string& path, ByteRange range);

}  // namespace omnigraph::io
