#include "omnigraph/graph/evolve/new_columns.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "omnigraph/graph/stage/buffer_writer.h"
#include "omnigraph/graph/stage/stage_version.h"
#include "omnigraph/graph/validate/automatic_values.h"
#include "omnigraph/lance/file/file_writer.h"

namespace omnigraph::graph {
namespace {

using columnar::ArrayPtr;
using columnar::TypeKind;

constexpr uint32_t kRowsPerStep = 16384;

template <typename From, typename To>
ArrayPtr widen_values(const columnar::Array& array, const columnar::DataType& type) {
  columnar::Builder builder(type);
  builder.reserve(array.length(), 0);
  for (size_t i = 0; i < array.length(); ++i) {
    if (array.is_null(i)) {
      builder.append_null();
    } else {
      builder.append<To>(static_cast<To>(array.value_at<From>(i)));
    }
  }
  return builder.finish();
}

template <typename From>
ArrayPtr widen_from(const columnar::Array& array, const columnar::DataType& type) {
  switch (type.kind) {
    case TypeKind::kInt64:
      return widen_values<From, int64_t>(array, type);
    case TypeKind::kUInt64:
      return widen_values<From, uint64_t>(array, type);
    default:
      return widen_values<From, double>(array, type);
  }
}

Result<ArrayPtr> column_values(const NewColumn& column,
                               const TableView::Fragment& rows,
                               uint32_t begin,
                               uint32_t end,
                               int64_t now_ms,
                               UlidGenerator& ids) {
  if (column.source) {
    OG_ASSIGN_OR_RETURN(const ArrayPtr stored, rows.source->read(*column.source, begin, end));
    return widen(*stored, column.field.type);
  }
  columnar::Builder builder(column.field.type);
  for (uint32_t row = begin; row < end; ++row) {
    append_absent(*column.property, now_ms, ids, builder);
  }
  return builder.finish();
}

}  // namespace

ArrayPtr widen(const columnar::Array& array, const columnar::DataType& type) {
  switch (array.kind()) {
    case TypeKind::kInt32:
      return widen_from<int32_t>(array, type);
    case TypeKind::kUInt32:
      return widen_from<uint32_t>(array, type);
    default:
      return widen_values<float, double>(array, type);
  }
}

Result<ColumnsFile> write_columns(GraphEnvironment& environment,
                                  const std::string& table_path,
                                  const std::vector<NewColumn>& columns,
                                  const TableView::Fragment& rows,
                                  int64_t now_ms,
                                  const CancelToken& cancel) {
  ColumnsFile written;
  written.file.path = new_data_file_name(environment);
  const std::string object = table_path + "/" + lance::data_path(written.file);
  std::vector<lance::LanceField> fields;
  for (const NewColumn& column : columns) {
    fields.push_back(column.field);
  }
  Buffer bytes;
  std::unique_ptr<io::ObjectWriter> out;
  const bool buffered = rows.row_count <= kBufferedRowsMax;
  if (buffered) {
    out = std::make_unique<BufferWriter>(&bytes);
  } else {
    OG_ASSIGN_OR_RETURN(out, environment.store.create_writer(object));
  }
  OG_ASSIGN_OR_RETURN(auto writer, lance::FileWriter::create(std::move(out), std::move(fields)));
  for (uint32_t begin = 0; begin < rows.row_count;) {
    OG_RETURN_IF_ERROR(cancel.check());
    const uint32_t end = begin + std::min(kRowsPerStep, rows.row_count - begin);
    columnar::Batch batch;
    batch.row_count = end - begin;
    for (const NewColumn& column : columns) {
      OG_ASSIGN_OR_RETURN(ArrayPtr values,
                          column_values(column, rows, begin, end, now_ms, environment.ids));
      batch.columns.push_back(std::move(values));
    }
    OG_RETURN_IF_ERROR(writer->write(batch));
    begin = end;
  }
  OG_ASSIGN_OR_RETURN(lance::FileSummary summary, writer->finish());
  written.file.size_bytes = summary.size_bytes;
  written.file.field_ids = std::move(summary.field_ids);
  written.file.column_indices = std::move(summary.column_indices);
  if (buffered) {
    written.files.push_back({object, std::move(bytes)});
  }
  return written;
}

}  // namespace omnigraph::graph
