#include "omnigraph/io/local/leftovers.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/io/object_path.h"

namespace omnigraph::io {
namespace {

bool is_old_file(const std::string& path, int64_t modified_us) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return false;
  }
  return int64_t{status.st_mtim.tv_sec} * 1'000'000 + status.st_mtim.tv_nsec / 1000 < modified_us;
}

}  // namespace

Result<uint64_t> remove_temporary_files(const std::string& root, int64_t modified_us) {
  namespace fs = std::filesystem;
  uint64_t removed = 0;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  fs::recursive_directory_iterator entry(root, options, error);
  if (error == std::errc::no_such_file_or_directory) {
    return removed;
  }
  while (!error && entry != fs::recursive_directory_iterator()) {
    const std::string& path = entry->path().native();
    if (name_of(path).starts_with(kTemporaryPrefix) && is_old_file(path, modified_us) &&
        ::unlink(path.c_str()) == 0) {
      ++removed;
    }
    entry.increment(error);
  }
  if (error) {
    return Error(ErrorCode::kUnavailable,
                 format("cannot look for leftovers below \"{}\": {}", root, error.message()));
  }
  return removed;
}

}  // namespace omnigraph::io
