// The system calls whose failures decide about durability, as a table: the local store makes them
// only through it, so that a test can let any of them fail.
#pragma once

#include <functional>

#include <sys/types.h>
#include <sys/vfs.h>

namespace omnigraph::io {

struct SystemCalls {
  SystemCalls();  // the real ones

  std::function<ssize_t(int fd, const void* bytes, size_t size)> write;
  std::function<int(int fd)> fsync;
  std::function<int(int from_folder, const char* from, int to_folder, const char* to, int flags)>
      linkat;
  std::function<int(int from_folder, const char* from, int to_folder, const char* to)>
      rename_if_absent;
  std::function<int(const char* path, struct statfs* out)> statfs;
};

}  // namespace omnigraph::io
