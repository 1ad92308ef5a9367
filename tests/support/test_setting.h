// Numbers that a run of tests takes from its environment: how many seeds, the first one.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace omnigraph::testing {

inline uint64_t test_setting(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace omnigraph::testing
