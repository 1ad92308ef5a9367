#include "omnigraph/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace omnigraph {

void check_failed(const char* condition, const char* message, const char* file, int line) {
  std::fprintf(
      stderr, "omnigraph: internal check failed: %s: %s (%s:%d)\n", condition, message, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace omnigraph
