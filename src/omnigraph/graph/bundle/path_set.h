// PathSet: which paths were met. Paths are kept as hashes of 128 bits: two that share one are so
// unlikely (10^-21 for a billion) that nothing is left out for it. 17 to 34 bytes a path.
#pragma once

#include <string_view>

#include <absl/container/flat_hash_set.h>

#include "omnigraph/base/hash.h"

namespace omnigraph::graph {

class PathSet {
 public:
  // False: it was there.
  bool add(std::string_view path) {
    const Hash128 hash = xxh3_128(path);
    return hashes_.insert({hash.low, hash.high}).second;
  }

 private:
  absl::flat_hash_set<std::pair<uint64_t, uint64_t>> hashes_;
};

}  // namespace omnigraph::graph
