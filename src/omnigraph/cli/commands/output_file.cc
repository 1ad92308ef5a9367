#include "omnigraph/cli/commands/output_file.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"

namespace omnigraph::cli {

Result<OutputFile> OutputFile::create(const std::string& path) {
  if (path == "-") {
    return OutputFile(STDOUT_FILENO, "");
  }
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    return Error(ErrorCode::kAlreadyExists, format("there is a file already: '{}'", path));
  }
  OutputFile file(-1, path);
  const int descriptor =
      ::open(file.partial_path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    return file.failed("make");
  }
  file.descriptor_ = descriptor;
  return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : descriptor_(other.descriptor_), path_(std::move(other.path_)) {
  other.descriptor_ = -1;
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0 && !path_.empty()) {
    ::close(descriptor_);
    ::unlink(partial_path().c_str());
  }
}

Error OutputFile::failed(std::string_view what) const {
  const int number = errno;
  return Error(number == ENOSPC || number == EDQUOT || number == EFBIG
                   ? ErrorCode::kResourceExhausted
                   : ErrorCode::kFailedPrecondition,
               format("cannot {} '{}': {}",
                      what,
                      path_.empty() ? std::string("stdout") : path_,
                      std::generic_category().message(number)));
}

Status OutputFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      return failed("write");
    }
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Status OutputFile::finish() {
  if (path_.empty()) {
    return {};
  }
  if (::fsync(descriptor_) != 0) {
    return failed("write");
  }
  if (::rename(partial_path().c_str(), path_.c_str()) != 0) {
    return failed("make");
  }
  ::close(descriptor_);
  descriptor_ = -1;
  const size_t slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened >= 0) {
    ::fsync(opened);
    ::close(opened);
  }
  return {};
}

}  // namespace omnigraph::cli
