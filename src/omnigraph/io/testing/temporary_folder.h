// TemporaryFolder: an empty directory for one test, removed with all it holds at the end.
#pragma once

#include <string>

namespace omnigraph::io {

class TemporaryFolder {
 public:
  // Below $TMPDIR, or /tmp; stops the process if that cannot be written.
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  // Absolute, without symbolic links or a slash at the end.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace omnigraph::io
