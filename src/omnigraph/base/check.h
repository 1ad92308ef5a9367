// OG_CHECK: stops the process when our own code is wrong. On in every build: a stop is better than
// a wrong answer. Never for bytes from storage, requests or files: those yield typed errors.
#pragma once

namespace omnigraph {

// Prints `condition`, `message` and the place to stderr and aborts.
[[noreturn]] void check_failed(const char* condition,
                               const char* message,
                               const char* file = __builtin_FILE(),
                               int line = __builtin_LINE());

}  // namespace omnigraph

#define OG_CHECK(condition, message)                                      \
  do {                                                                    \
    if (!(condition)) [[unlikely]] {                                      \
      ::omnigraph::check_failed(#condition, message, __FILE__, __LINE__); \
    }                                                                     \
  } while (false)

// Only for measured hot loops: off in Release.
#ifdef NDEBUG
#define OG_DCHECK(condition, message) \
  do {                                \
  } while (false)
#else
#define OG_DCHECK(condition, message) OG_CHECK(condition, message)
#endif
