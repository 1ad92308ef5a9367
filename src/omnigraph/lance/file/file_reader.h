// FileReader: random access to one Lance data file of version 2.2. Opening reads the tail of the
// object (at most two reads); each read call after that is one read_many for all buffers it needs.
// A value: copies share the parsed, immutable metadata; all methods are const and thread-safe.
//
// Bytes are hostile: every offset, length and count is checked. In files with our check buffer all
// bytes used are verified against their hashes. Errors: kCorruption (object and offset inside),
// kUnsupported (an encoding or version we do not read), kResourceExhausted (a result over a limit),
// those of ObjectStore.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/file/field.h"
#include "omnigraph/lance/file/statistics.h"

namespace omnigraph::lance {

class FileMetadata;  // parsed footer, descriptor, page tables and check buffer; immutable

class FileReader {
 public:
  // A page of a top-level column. `row_count` is never 0.
  struct PageRows {
    uint64_t first_row = 0;
    uint64_t row_count = 0;
  };
  struct PageRef {
    size_t column = 0;
    size_t page = 0;
  };

  // `size_bytes` as the manifest says it; without it the store is asked. `store` must outlive the
  // reader.
  static Result<FileReader> open(io::ObjectStore& store,
                                 std::string path,
                                 std::optional<uint64_t> size_bytes = std::nullopt);
  // The same object again, with metadata from a cache: no read.
  static FileReader with_metadata(io::ObjectStore& store,
                                  std::string path,
                                  std::shared_ptr<const FileMetadata> metadata);

  const std::string& path() const { return path_; }
  const std::shared_ptr<const FileMetadata>& metadata() const { return metadata_; }
  // What a cache charges for the metadata.
  size_t metadata_byte_size() const;

  uint64_t row_count() const;
  uint64_t size_bytes() const;
  // The top-level columns. `column` below is an index into these.
  const std::vector<LanceField>& fields() const;
  // The top-level column with this field id.
  std::optional<size_t> column_of(int32_t field_id) const;

  // What its writer noted beside the schema.
  const std::map<std::string, std::string>& schema_metadata() const;

  // Whether the file has our check buffer: hashes and statistics.
  bool has_statistics() const;
  // Needs has_statistics().
  const ColumnStatistics& statistics(size_t column) const;

  // The pages of a column, in row order, without gaps.
  const std::vector<PageRows>& pages(size_t column) const;

  // The rows of one page.
  Result<columnar::ArrayPtr> read_page(size_t column, size_t page) const;
  // Several, in this order, in one round.
  Result<std::vector<columnar::ArrayPtr>> read_pages(std::span<const PageRef> pages) const;

  // Rows [begin_row, end_row), which must lie inside the file (kInvalidArgument).
  Result<columnar::ArrayPtr> read(size_t column, uint64_t begin_row, uint64_t end_row) const;
  // The same rows of several columns, in this order, in one round.
  Result<std::vector<columnar::ArrayPtr>> read_columns(std::span<const size_t> columns,
                                                       uint64_t begin_row,
                                                       uint64_t end_row) const;

 private:
  FileReader(io::ObjectStore& store,
             std::string path,
             std::shared_ptr<const FileMetadata> metadata);

  io::ObjectStore* store_;
  std::string path_;
  std::shared_ptr<const FileMetadata> metadata_;
};

}  // namespace omnigraph::lance
