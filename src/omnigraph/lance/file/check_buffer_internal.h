// The check buffer: global buffer 1 of our data files. Hashes of everything that is read from the
// file, and statistics. docs/formats/data-file.md has the bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "omnigraph/base/bytes.h"
#include "omnigraph/base/result.h"
#include "omnigraph/lance/file/statistics.h"

namespace omnigraph::lance {

// Set in the descriptor's schema metadata of every file that has a check buffer.
inline constexpr char kCheckMetadataKey[] = "omnigraph:check";
inline constexpr char kCheckMetadataValue[] = "1";

struct CheckBuffer {
  struct LeafHashes {
    std::vector<std::vector<uint64_t>> pages;  // per page, per buffer
  };
  uint64_t descriptor_hash = 0;  // of global buffer 0
  uint64_t tail_hash =
      0;  // of all bytes between the end of the check buffer and the end of the file
  uint64_t row_count = 0;
  std::vector<LeafHashes> leaves;         // per physical column
  std::vector<ColumnStatistics> columns;  // per top-level field
};

// The tail hash depends on where things stand, hence on the size of these bytes: serialize, build
// the tail, then seal.
BufferBuilder serialize_check_buffer(const CheckBuffer& check);
void seal_check_buffer(BufferBuilder& bytes, uint64_t tail_hash);

// Whether these bytes are a check buffer: another writer may have put something else there.
bool is_check_buffer(ByteSpan bytes);

// `bytes` must be one. Checks its own hash first. kCorruption names the object and `offset`, where
// the buffer stands.
Result<CheckBuffer> parse_check_buffer(ByteSpan bytes, std::string_view object, uint64_t offset);

}  // namespace omnigraph::lance
