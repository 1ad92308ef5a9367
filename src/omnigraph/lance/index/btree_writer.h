// BTreeWriter: streams one BTREE segment, a column's values in order with the ids of their rows, to
// its two files. Memory: one page of values and two values per page. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::lance {

struct BTreeWriterOptions {
  uint64_t page_rows = kIndexPageRows;
  // Off only in tests.
  bool with_check_buffer = true;
};

class BTreeWriter {
 public:
  // `page_data` and `page_lookup` receive the files of those names. Errors: kInvalidArgument for a
  // type without an order.
  static Result<std::unique_ptr<BTreeWriter>> create(std::unique_ptr<io::ObjectWriter> page_data,
                                                     std::unique_ptr<io::ObjectWriter> page_lookup,
                                                     const columnar::DataType& type,
                                                     const BTreeWriterOptions& options = {});
  virtual ~BTreeWriter() = default;

  // Adds rows that come after all before: by value (value_order.h), equal values by row id.
  // Errors: kInvalidArgument (type, lengths), those of ObjectWriter. After an error the writer is
  // dead.
  virtual Status write(const columnar::ArrayPtr& values, std::span<const uint64_t> row_ids) = 0;

  // Finishes both objects. Call once.
  virtual Result<std::vector<IndexFile>> finish() = 0;

  virtual uint64_t row_count() const = 0;
};

// `_indices/{uuid}`, relative to the table: the folder of a segment's files.
std::string index_folder(const IndexEntry& entry);

struct BTreeEntryOptions {
  std::string uuid;  // 16 bytes
  std::string name;  // of the index; all its segments have the same
  int32_t field_id = 0;
  uint64_t table_version = 0;
  int64_t created_us = 0;
  std::vector<uint32_t> fragments;  // that it covers
};

// The manifest's entry of a segment with these files.
IndexEntry make_btree_entry(const BTreeEntryOptions& options, std::vector<IndexFile> files);

}  // namespace omnigraph::lance
