// FileMetadata: what the end of a data file says, parsed and checked once, then immutable and
// shared.
//
// Kept here: pages of a column follow one another without gaps and cover all rows; every buffer
// lies inside the file; layouts are parsed; where there is a check buffer, it has a hash for every
// buffer and statistics for every page.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "encoding.pb.h"
#include "omnigraph/lance/file/container_internal.h"
#include "omnigraph/lance/file/file_reader.h"
#include "omnigraph/lance/file/leaf_column_internal.h"

namespace omnigraph::lance {

struct StoredBuffer {
  Extent extent;
  std::optional<uint64_t> hash;
};

// A page of a physical column.
struct LeafPage {
  uint64_t first_row = 0;
  uint64_t row_count = 0;
  std::vector<StoredBuffer> buffers;
  ::lance::encodings21::PageLayout layout;
};

struct LeafPages {
  LeafColumn column;
  std::vector<LeafPage> pages;
};

class FileMetadata {
 public:
  struct Column {
    std::vector<LeafPages> leaves;
    // Where the pages of the first leaf are; those of the others may be cut elsewhere.
    std::vector<FileReader::PageRows> pages;
  };

  uint64_t size_bytes = 0;
  uint64_t row_count = 0;
  std::vector<LanceField> fields;
  std::map<std::string, std::string> schema_metadata;
  std::vector<Column> columns;  // per field
  bool has_check = false;
  std::vector<ColumnStatistics> statistics;  // per field, if has_check
  Buffer whole_file;                         // if the first read got all of it, else empty
  size_t byte_size = 0;                      // estimate
};

// Opens the file: one or two reads.
Result<std::shared_ptr<const FileMetadata>> read_file_metadata(io::ObjectStore& store,
                                                               const std::string& path,
                                                               std::optional<uint64_t> size_bytes);

}  // namespace omnigraph::lance
