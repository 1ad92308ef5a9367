// KeyTable: numbers the distinct key tuples of rows, in the order in which they first appear. Works
// column by column; a row costs a hash and, as a rule, one comparison. No allocation per row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/exec/operators/memory_meter.h"
#include "omnigraph/exec/results/key_column.h"

namespace omnigraph::exec {

class KeyTable {
 public:
  explicit KeyTable(MemoryMeter& memory) : memory_(memory) {}
  ~KeyTable() { memory_.release(charged_bytes_); }
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // Sets ids[i] to the number of row i's tuple and appends the rows that brought a new one to
  // `fresh` (may be null). All calls have the same number and forms of columns; without columns all
  // rows are one tuple. kResourceExhausted beyond the memory limit.
  Status assign(std::span<const KeyColumn> columns,
                size_t row_count,
                std::vector<uint32_t>* ids,
                std::vector<uint32_t>* fresh);

  uint32_t size() const { return size_; }

 private:
  // The keys of the tuples seen, of one column.
  struct Stored {
    std::vector<uint64_t> fixed;
    std::string bytes;
    std::vector<size_t> ends;  // of the texts in `bytes`
    std::vector<uint8_t> nulls;
  };

  void hash_rows(std::span<const KeyColumn> columns, size_t row_count);
  bool equal(std::span<const KeyColumn> columns, size_t row, uint32_t id) const;
  void store(std::span<const KeyColumn> columns, size_t row);
  void grow();
  Status charge();

  MemoryMeter& memory_;
  size_t charged_bytes_ = 0;
  uint32_t size_ = 0;
  std::vector<Stored> stored_;
  std::vector<uint64_t> hashes_;  // per tuple
  std::vector<uint32_t> slots_;   // id + 1; 0 = free; linear probing, at most half full
  std::vector<uint64_t> row_hashes_;
};

}  // namespace omnigraph::exec
