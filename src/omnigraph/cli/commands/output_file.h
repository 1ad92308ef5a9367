// Writing a file that a command makes: it appears under its name when it is whole and durable, or
// not at all.
#pragma once

#include <string>
#include <string_view>

#include "omnigraph/base/result.h"

namespace omnigraph::cli {

class OutputFile {
 public:
  // "-" is stdout. Errors: kAlreadyExists when there is a file of that name; those of the system.
  static Result<OutputFile> create(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // without finish(): nothing is left

  Status write(std::string_view bytes);
  Status finish();

 private:
  OutputFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  Error failed(std::string_view what) const;
  std::string partial_path() const { return path_ + ".partial"; }

  int descriptor_;
  std::string path_;  // empty: stdout
};

}  // namespace omnigraph::cli
