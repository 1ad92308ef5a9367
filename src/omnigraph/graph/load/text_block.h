// TextBlock: a few MiB of the input, whole lines of it (of CSV: whole records), for one thread to
// parse. BlockReader cuts the inputs into blocks.
//
//   inputs → decompressed → [ block 0 ][ block 1 ][ block 2 ] …
//
// Where blocks end depends on the bytes of the input only, not on how they arrive, so that all that
// follows is the same on every run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/load/csv_table.h"
#include "omnigraph/graph/load/line_places.h"
#include "omnigraph/graph/load/load_input.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// Readable bytes behind every text that is parsed.
inline constexpr size_t kTextPaddingBytes = 64;

struct TextBlock {
  uint64_t index = 0;         // from 0, through all inputs
  uint64_t lines_before = 0;  // in all inputs
  CsvTablePtr csv;            // null: JSON lines
  // `size` bytes, then zeros for the padding.
  std::unique_ptr<char[]> bytes;
  size_t size = 0;
  size_t capacity = 0;  // padding included

  std::string_view text() const { return {bytes.get(), size}; }
  // Makes room for so many bytes and the padding; what stands there stays.
  void reserve(size_t bytes_wanted);
};

class BlockReader {
 public:
  // `catalog` and `places`, which learns of the inputs, outlive the reader.
  BlockReader(std::vector<LoadInput> inputs,
              const schema::Catalog& catalog,
              LinePlaces& places,
              size_t block_bytes);

  // The next block, in the memory of `block`, which may have been used before; false at the end.
  // Errors: those of the inputs; a damaged compressed file; a CSV header that does not fit its
  // type; kResourceExhausted for a line of more than 256 MiB.
  Result<bool> next(TextBlock* block);

  // Bytes taken from the inputs, before they are decompressed. Any thread may ask.
  uint64_t bytes_read() const;

 private:
  Result<bool> open_next();
  Status fill(TextBlock* block, size_t wanted);
  Status begin_input(TextBlock* block);
  Status take_csv_header(TextBlock* block);
  // Bytes of `text` up to the end of its last whole line or record.
  size_t whole_part(std::string_view text);
  Error too_long(const TextBlock& block) const;

  std::vector<LoadInput> inputs_;
  const schema::Catalog& catalog_;
  LinePlaces& places_;
  size_t block_bytes_;
  size_t next_input_ = 0;
  struct Counter;
  std::shared_ptr<Counter> counter_;
  ByteReader reader_;  // of the open input; empty: none
  CsvTablePtr csv_;
  bool at_end_ = false;
  std::vector<char> rest_;  // behind the last block's whole lines
  uint64_t blocks_ = 0;
  uint64_t lines_ = 0;
  uint64_t input_lines_before_ = 0;
};

}  // namespace omnigraph::graph
