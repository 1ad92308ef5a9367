// LinePlaces: where the lines of a load stand. Inside a load, lines are numbered through all of its
// inputs, so that a number alone says which line is meant and which of two is the earlier; people
// are told the line of a file.
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::graph {

class LinePlaces {
 public:
  // The lines behind number `lines_before` are those of the input `name`, which may be empty.
  void add_input(uint64_t lines_before, std::string name);
  // "3", or "3 of people.jsonl".
  std::string text(uint64_t line) const;
  // The line in its input: what `text` begins with.
  uint64_t in_input(uint64_t line) const;

 private:
  struct Input {
    uint64_t lines_before = 0;
    std::string name;
  };
  Input input_of(uint64_t line) const;

  mutable std::mutex mutex_;
  std::vector<Input> inputs_;
};

// An error that a line of the input gives. Of several, that of the earliest line stands.
struct PlacedError {
  uint64_t line = 0;
  Error error;
};
void keep_earliest(std::optional<PlacedError>& first, PlacedError found);

}  // namespace omnigraph::graph
