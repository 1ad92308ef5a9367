// Usage: what an operation cost its store, in counts, which unlike times are the same on every
// machine. Differences of two snapshots are a Usage too.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "omnigraph/io/operation.h"

namespace omnigraph::io {

struct Usage {
  struct Count {
    uint64_t requests = 0;
    uint64_t bytes = 0;  // read or written, of objects; listings count none
    bool operator==(const Count&) const = default;
  };

  std::array<Count, kOperationCount> by_operation;
  // Calls that had to wait for one another, if one thread made them all: read_many() and
  // create_many() are one round each, a listing one per 1,000 entries.
  uint64_t rounds = 0;

  const Count& of(Operation operation) const {
    return by_operation[static_cast<size_t>(operation)];
  }
  uint64_t requests() const;
  uint64_t bytes_read() const;
  uint64_t bytes_written() const;
  // "3 requests in 2 rounds: read 2 (180 B), create 1 (512 B)"
  std::string to_string() const;

  Usage& operator-=(const Usage& earlier);
};

inline Usage operator-(Usage later, const Usage& earlier) {
  return later -= earlier;
}

}  // namespace omnigraph::io
