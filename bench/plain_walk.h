// PlainWalk: neighbourhoods by the plainest loop over the compressed adjacency in memory. It is the
// floor that traversals are measured against, in the same run on the same machine, and it checks
// their answers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::bench {

class PlainWalk {
 public:
  // Of the edges `Knows` between nodes `Person` of the graph at `uri`, read once more.
  static Result<std::unique_ptr<PlainWalk>> open(const std::string& uri);
  ~PlainWalk();

  // How many persons there are.
  uint64_t person_count() const;
  // Where the persons are in the adjacency; `ids` must be stored.
  Result<std::vector<uint32_t>> positions(const std::vector<std::string>& ids) const;
  // How many persons are within 1..hops of `seed`, by directed edges, without itself.
  uint64_t count_within(uint32_t seed, int hops);

 private:
  struct State;
  explicit PlainWalk(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace omnigraph::bench
