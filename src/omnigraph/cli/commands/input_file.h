// Reading the files that commands are given.
#pragma once

#include <string>

#include "omnigraph/base/result.h"

namespace omnigraph::cli {

// The content of a file; "-" is stdin. A byte order mark at its start is left out. Errors:
// kNotFound, kInvalidArgument, naming the file and `what`.
Result<std::string> read_text_file(const std::string& path, const std::string& what);

// A file opened for reading, or stdin for "-"; closed at the end.
class InputFile {
 public:
  static Result<InputFile> open(const std::string& path, const std::string& what);
  InputFile(InputFile&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  int descriptor() const { return descriptor_; }
  uint64_t size_bytes() const;  // 0 if unknown

 private:
  explicit InputFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace omnigraph::cli
