// Hash128Map: 128-bit hashes, each with a 64-bit value, in the order in which they came. For sets
// too large to keep their texts: 24 bytes an entry and at most 8 for the table, in chunks, so that
// growing never holds two copies.
//
// Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "omnigraph/base/hash.h"

namespace omnigraph::graph {

class Hash128Map {
 public:
  // The value kept under `hash`; a new entry starts with 0, and `*inserted` (if not null) says so.
  // Valid for the life of the map.
  uint64_t& at(const Hash128& hash, bool* inserted = nullptr);
  // Null if there is none.
  uint64_t* find(const Hash128& hash);

  size_t size() const { return size_; }
  // In order of insertion.
  uint64_t value(size_t i) const { return entry(i).value; }

 private:
  struct Entry {
    Hash128 hash;
    uint64_t value = 0;
  };
  static constexpr size_t kChunk = 4096;

  const Entry& entry(size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  Entry& entry(size_t i) { return chunks_[i / kChunk][i % kChunk]; }
  size_t slot_of(const Hash128& hash) const;  // of the entry, or the free one for it
  void grow();

  std::vector<std::unique_ptr<Entry[]>> chunks_;
  size_t size_ = 0;
  std::vector<uint32_t> slots_;  // entry + 1; 0 = free; at most two thirds are taken
};

}  // namespace omnigraph::graph
