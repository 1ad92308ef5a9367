#include "omnigraph/io/local/system_calls.h"

#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace omnigraph::io {

SystemCalls::SystemCalls()
    : write(::write),
      fsync(::fsync),
      linkat(::linkat),
      rename_if_absent([](int from_folder, const char* from, int to_folder, const char* to) {
        return ::renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
      }),
      statfs([](const char* path, struct statfs* out) { return ::statfs(path, out); }) {}

}  // namespace omnigraph::io
