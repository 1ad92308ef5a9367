#include "omnigraph/cli/commands/input_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

Error cannot_read(const std::string& path, const std::string& what, int error) {
  return Error(
      error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInvalidArgument,
      format("cannot read {} '{}': {}", what, path, std::generic_category().message(error)));
}

}  // namespace

Result<InputFile> InputFile::open(const std::string& path, const std::string& what) {
  if (path == "-") {
    return InputFile(STDIN_FILENO);
  }
  InputFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor_ < 0) {
    return cannot_read(path, what, errno);
  }
  struct stat info {};
  if (fstat(file.descriptor_, &info) != 0) {
    return cannot_read(path, what, errno);
  }
  if (S_ISDIR(info.st_mode)) {
    return cannot_read(path, what, EISDIR);
  }
  return file;
}

InputFile::~InputFile() {
  if (descriptor_ > STDIN_FILENO) {
    ::close(descriptor_);
  }
}

uint64_t InputFile::size_bytes() const {
  struct stat info {};
  return fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode)
             ? static_cast<uint64_t>(info.st_size)
             : 0;
}

Result<std::string> read_text_file(const std::string& path, const std::string& what) {
  OG_ASSIGN_OR_RETURN(const InputFile file, InputFile::open(path, what));
  const auto reader = graph::read_from_descriptor(file.descriptor(), path);
  std::string text;
  for (;;) {
    char buffer[65536];
    OG_ASSIGN_OR_RETURN(const size_t count, reader(buffer, sizeof(buffer)));
    if (count == 0) {
      break;
    }
    text.append(buffer, count);
  }
  if (text.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0) {
    text.erase(0, kByteOrderMark.size());
  }
  return text;
}

}  // namespace omnigraph::cli
