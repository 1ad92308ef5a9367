// FileWriter: streams batches into one Lance data file of version 2.2, with our check buffer
// (docs/formats/data-file.md). Rows are buffered per column until a page is full; pages of
// different columns are independent. Memory: about page_target_bytes per column plus one batch.
//
// With a pool, full pages are encoded there while further rows come in, and go to the file in the
// order in which they became full: the file's bytes do not depend on the number of threads. Memory
// then: some pages per thread more.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/file/field.h"

namespace omnigraph::lance {

struct FileWriterOptions {
  // A page is closed before its values pass this size (one value may be larger) …
  uint64_t page_target_bytes = 1 << 20;
  // … or its rows pass this count.
  uint64_t page_max_rows = 65536;
  // Off only in tests, for files like those of other writers.
  bool with_check_buffer = true;
  // Encodes the pages; null: the caller's thread does. Outlives the writer.
  TaskPool* pool = nullptr;
  // Goes into the file's schema, beside our own mark.
  std::map<std::string, std::string> schema_metadata;
};

// What a manifest's DataFile must say. Lists and structs are not listed, only their leaves.
struct FileSummary {
  uint64_t size_bytes = 0;
  uint64_t row_count = 0;
  std::vector<int32_t> field_ids;
  std::vector<int32_t> column_indices;
};

inline constexpr uint32_t kFileMajorVersion = 2;
inline constexpr uint32_t kFileMinorVersion = 2;

class FileWriter {
 public:
  // `fields` are the top-level columns of every batch. Errors: kInvalidArgument (duplicate ids, a
  // tree that does not fit its type, a vector without dimension), kUnsupported.
  static Result<std::unique_ptr<FileWriter>> create(std::unique_ptr<io::ObjectWriter> out,
                                                    std::vector<LanceField> fields,
                                                    FileWriterOptions options = {});
  virtual ~FileWriter() = default;

  // Adds the rows of `batch`, any number of them. Arrays are kept until their page is written.
  // Errors: kInvalidArgument (column count, type, length, a null in a column that has none,
  // strings that are not UTF-8), those of ObjectWriter::append. After an error the file is dead.
  virtual Status write(const columnar::Batch& batch) = 0;

  // Writes the last pages and the metadata and finishes the object. Call once. A writer that is
  // dropped before leaves no object behind (as ObjectWriter promises).
  virtual Result<FileSummary> finish() = 0;

  virtual uint64_t row_count() const = 0;
};

}  // namespace omnigraph::lance
