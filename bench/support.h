// What every benchmark does when a call fails: it says so and ends.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "omnigraph/base/result.h"

namespace omnigraph::bench {

[[noreturn]] inline void give_up(const std::string& what) {
  std::fprintf(stderr, "benchmark: %s\n", what.c_str());
  std::exit(1);
}

// The value, if there is one.
template <typename T>
T must(Result<T> result) {
  if (!result.ok()) {
    give_up(result.error().message());
  }
  return std::move(result).value();
}

}  // namespace omnigraph::bench
