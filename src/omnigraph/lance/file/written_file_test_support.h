// Data files in memory, for tests. Test code only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "omnigraph/base/check.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/file/file_reader.h"
#include "omnigraph/lance/file/file_writer.h"

namespace omnigraph::lance::testing {

inline constexpr char kPath[] = "data/file.lance";

struct TestColumn {
  std::string name;
  columnar::ArrayPtr values;
  bool nullable = true;
};

inline std::vector<LanceField> fields_of(const std::vector<TestColumn>& columns) {
  int32_t next_id = 0;
  std::vector<LanceField> fields;
  for (const TestColumn& column : columns) {
    fields.push_back(make_field(column.name, column.values->type(), column.nullable, &next_id));
  }
  return fields;
}

// Writes the columns in batches of `batch_rows` (0: one batch).
inline Result<FileSummary> try_write(io::ObjectStore& store,
                                     const std::vector<TestColumn>& columns,
                                     FileWriterOptions options = {},
                                     size_t batch_rows = 0) {
  OG_ASSIGN_OR_RETURN(auto out, store.create_writer(kPath));
  OG_ASSIGN_OR_RETURN(auto writer, FileWriter::create(std::move(out), fields_of(columns), options));
  const size_t rows = columns[0].values->length();
  const size_t step = batch_rows == 0 ? std::max<size_t>(rows, 1) : batch_rows;
  for (size_t begin = 0; begin < rows; begin += step) {
    const size_t end = std::min(rows, begin + step);
    columnar::Batch batch;
    batch.row_count = end - begin;
    for (const TestColumn& column : columns) {
      batch.columns.push_back(columnar::slice(*column.values, begin, end));
    }
    OG_RETURN_IF_ERROR(writer->write(batch));
  }
  return writer->finish();
}

inline FileSummary write_file(io::ObjectStore& store,
                              const std::vector<TestColumn>& columns,
                              FileWriterOptions options = {},
                              size_t batch_rows = 0) {
  Result<FileSummary> summary = try_write(store, columns, options, batch_rows);
  OG_CHECK(summary.ok(), summary.ok() ? "" : summary.error().message().c_str());
  return *summary;
}

inline FileReader open_file(io::ObjectStore& store) {
  Result<FileReader> reader = FileReader::open(store, kPath);
  OG_CHECK(reader.ok(), reader.ok() ? "" : reader.error().message().c_str());
  return *reader;
}

// The first row where `read` differs from `written`, which starts at `first`; or -1.
inline int64_t first_difference(const columnar::Array& read,
                                const columnar::Array& written,
                                size_t first = 0) {
  for (size_t i = 0; i < read.length(); ++i) {
    if (!columnar::cells_equal(read, i, written, first + i)) {
      return static_cast<int64_t>(i);
    }
  }
  return -1;
}

}  // namespace omnigraph::lance::testing
