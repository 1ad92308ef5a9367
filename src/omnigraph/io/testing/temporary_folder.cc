#include "omnigraph/io/testing/temporary_folder.h"

#include <filesystem>
#include <system_error>

#include <stdlib.h>

#include "omnigraph/base/check.h"

namespace omnigraph::io {

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  std::string name = (error ? std::filesystem::path("/tmp") : parent) / "omnigraph-XXXXXX";
  OG_CHECK(::mkdtemp(name.data()) != nullptr, "cannot make a temporary folder");
  const std::filesystem::path canonical = std::filesystem::canonical(name, error);
  path_ = error ? name : canonical.string();
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace omnigraph::io
