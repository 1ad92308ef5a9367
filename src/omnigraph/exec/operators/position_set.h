// PositionSet: a set of positions of one table as a bitmap, so small that a traversal's hits stay
// in the processor's caches. Emptied by taking out what was put in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace omnigraph::exec {

class PositionSet {
 public:
  // Holds positions [0, count). Zeroed memory comes from the system untouched, so a large set costs
  // little until it is used.
  explicit PositionSet(size_t count) : words_((count + 63) / 64) {}

  // True if it was not there.
  bool insert(uint32_t position) {
    uint64_t& word = words_[position >> 6];
    const uint64_t bit = uint64_t{1} << (position & 63);
    const bool fresh = (word & bit) == 0;
    word |= bit;
    return fresh;
  }
  bool contains(uint32_t position) const {
    return (words_[position >> 6] >> (position & 63) & 1) != 0;
  }
  // Takes out everything, given that `members` are all there is.
  void clear(const std::vector<uint32_t>& members) {
    if (members.size() > words_.size()) {
      words_.assign(words_.size(), 0);
      return;
    }
    for (const uint32_t position : members) {
      words_[position >> 6] = 0;
    }
  }

 private:
  std::vector<uint64_t> words_;
};

}  // namespace omnigraph::exec
