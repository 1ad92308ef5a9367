#include "omnigraph/lance/file/file_reader.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/lance/encoding/assemble.h"
#include "omnigraph/lance/encoding/decode_page_internal.h"
#include "omnigraph/lance/file/file_metadata_internal.h"
#include "omnigraph/lance/file/range_reader_internal.h"

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;

// Rows of a top-level column to read.
struct Selection {
  size_t column = 0;
  uint64_t begin_row = 0;
  uint64_t end_row = 0;
};

// Collects the buffers of all selections, fetches them in one round, then decodes.
class ReadPlan {
 public:
  ReadPlan(const FileMetadata& metadata, const std::string& path)
      : metadata_(metadata), path_(path) {}

  void add(const Selection& selection) {
    selections_.push_back(selection);
    for (const LeafPages& leaf : metadata_.columns[selection.column].leaves) {
      for (const LeafPage& page : pages_of(leaf, selection)) {
        for (const StoredBuffer& buffer : page.buffers) {
          extents_.push_back(buffer.extent);
        }
      }
    }
  }

  Result<std::vector<ArrayPtr>> run(io::ObjectStore& store) {
    if (!metadata_.whole_file.empty()) {
      for (const Extent& extent : extents_) {
        buffers_.push_back(metadata_.whole_file.slice(extent.position, extent.size));
      }
    } else {
      OG_ASSIGN_OR_RETURN(buffers_, read_extents(store, path_, extents_));
    }
    std::vector<ArrayPtr> arrays;
    for (const Selection& selection : selections_) {
      OG_ASSIGN_OR_RETURN(ArrayPtr array, decode(selection));
      arrays.push_back(std::move(array));
    }
    return arrays;
  }

 private:
  // The pages that hold rows of the selection.
  static std::span<const LeafPage> pages_of(const LeafPages& leaf, const Selection& selection) {
    if (selection.begin_row == selection.end_row) {
      return {};
    }
    const auto begin =
        std::partition_point(leaf.pages.begin(), leaf.pages.end(), [&](const LeafPage& page) {
          return page.first_row + page.row_count <= selection.begin_row;
        });
    const auto end = std::partition_point(begin, leaf.pages.end(), [&](const LeafPage& page) {
      return page.first_row < selection.end_row;
    });
    return {begin, end};
  }

  Result<ArrayPtr> decode(const Selection& selection) {
    const FileMetadata::Column& column = metadata_.columns[selection.column];
    std::vector<LeafSink> sinks;
    std::vector<DecodedLeaf> leaves;
    sinks.reserve(column.leaves.size());
    for (const LeafPages& leaf : column.leaves) {
      LeafSink& sink = sinks.emplace_back(leaf.column.type);
      for (const LeafPage& page : pages_of(leaf, selection)) {
        const Status status = decode_leaf_page(leaf.column, page, selection, sink);
        if (!status.ok()) {
          const uint64_t offset = page.buffers.empty() ? 0 : page.buffers[0].extent.position;
          return status.error().with_context(
              format("object \"{}\", column \"{}\", page of row {}, offset {}",
                     path_,
                     metadata_.fields[selection.column].name,
                     page.first_row,
                     offset));
        }
      }
      leaves.push_back({&leaf.column.path, &sink});
    }
    Result<ArrayPtr> array = assemble(metadata_.fields[selection.column].type, leaves);
    if (!array.ok()) {
      return array.error().with_context(format("object \"{}\", column \"{}\", rows {} to {}",
                                               path_,
                                               metadata_.fields[selection.column].name,
                                               selection.begin_row,
                                               selection.end_row));
    }
    return array;
  }

  Status decode_leaf_page(const LeafColumn& column,
                          const LeafPage& page,
                          const Selection& selection,
                          LeafSink& sink) {
    const std::span<const Buffer> buffers(buffers_.data() + next_buffer_, page.buffers.size());
    next_buffer_ += page.buffers.size();
    size_t page_bytes = 0;
    for (size_t i = 0; i < buffers.size(); ++i) {
      page_bytes += buffers[i].size();
      const std::optional<uint64_t>& hash = page.buffers[i].hash;
      if (const uint64_t found = hash.has_value() ? xxh3(buffers[i].span()) : 0;
          hash.has_value() && found != *hash) {
        return Error(
            ErrorCode::kCorruption,
            format("page buffer has a wrong hash: object \"{}\", offset {}, expected {}, found {}",
                   path_,
                   page.buffers[i].extent.position,
                   hex16(*hash),
                   hex16(found)));
      }
    }
    const RowWindow window{
        std::max(selection.begin_row, page.first_row) - page.first_row,
        std::min(selection.end_row, page.first_row + page.row_count) - page.first_row};
    // A guess, bounded by the bytes that are there: counts may be forged.
    const SlotType type = sink.type();
    const size_t width = std::max<size_t>(type.is_variable() ? type.offset_width() : type.width, 1);
    const uint64_t wanted = window.end - window.begin;
    const uint64_t rows = std::min<uint64_t>(wanted, page_bytes / width + 1);
    const bool most = wanted > page.row_count / 2;
    sink.reserve_more(static_cast<size_t>(rows), type.is_variable() && most ? page_bytes : 0);
    OG_RETURN_IF_ERROR(
        decode_page(column.path, {&page.layout, buffers, page.row_count}, window, sink));
    if ((sink.codes_used() & column.forbidden_codes) != 0) {
      return Error(ErrorCode::kCorruption, "a null where the schema has none");
    }
    return {};
  }

  const FileMetadata& metadata_;
  const std::string& path_;
  std::vector<Selection> selections_;
  std::vector<Extent> extents_;
  std::vector<Buffer> buffers_;  // of extents_
  size_t next_buffer_ = 0;
};

}  // namespace

FileReader::FileReader(io::ObjectStore& store,
                       std::string path,
                       std::shared_ptr<const FileMetadata> metadata)
    : store_(&store), path_(std::move(path)), metadata_(std::move(metadata)) {}

Result<FileReader> FileReader::open(io::ObjectStore& store,
                                    std::string path,
                                    std::optional<uint64_t> size_bytes) {
  OG_ASSIGN_OR_RETURN(std::shared_ptr<const FileMetadata> metadata,
                      read_file_metadata(store, path, size_bytes));
  return FileReader(store, std::move(path), std::move(metadata));
}

FileReader FileReader::with_metadata(io::ObjectStore& store,
                                     std::string path,
                                     std::shared_ptr<const FileMetadata> metadata) {
  return FileReader(store, std::move(path), std::move(metadata));
}

size_t FileReader::metadata_byte_size() const {
  return metadata_->byte_size;
}
uint64_t FileReader::row_count() const {
  return metadata_->row_count;
}
uint64_t FileReader::size_bytes() const {
  return metadata_->size_bytes;
}
const std::vector<LanceField>& FileReader::fields() const {
  return metadata_->fields;
}

std::optional<size_t> FileReader::column_of(int32_t field_id) const {
  for (size_t i = 0; i < metadata_->fields.size(); ++i) {
    if (metadata_->fields[i].id == field_id) {
      return i;
    }
  }
  return std::nullopt;
}

const std::map<std::string, std::string>& FileReader::schema_metadata() const {
  return metadata_->schema_metadata;
}
bool FileReader::has_statistics() const {
  return metadata_->has_check;
}

const ColumnStatistics& FileReader::statistics(size_t column) const {
  OG_CHECK(metadata_->has_check && column < metadata_->statistics.size(),
           "statistics of a file or column without any");
  return metadata_->statistics[column];
}

const std::vector<FileReader::PageRows>& FileReader::pages(size_t column) const {
  OG_CHECK(column < metadata_->columns.size(), "pages of a column that is not there");
  return metadata_->columns[column].pages;
}

Result<ArrayPtr> FileReader::read_page(size_t column, size_t page) const {
  const PageRef ref{column, page};
  OG_ASSIGN_OR_RETURN(std::vector<ArrayPtr> arrays, read_pages({&ref, 1}));
  return std::move(arrays[0]);
}

Result<std::vector<ArrayPtr>> FileReader::read_pages(std::span<const PageRef> pages) const {
  ReadPlan plan(*metadata_, path_);
  for (const PageRef& ref : pages) {
    if (ref.column >= metadata_->columns.size() ||
        ref.page >= metadata_->columns[ref.column].pages.size()) {
      return Error(ErrorCode::kInvalidArgument,
                   format("no page {} of column {} in \"{}\"", ref.page, ref.column, path_));
    }
    const PageRows& rows = metadata_->columns[ref.column].pages[ref.page];
    plan.add({ref.column, rows.first_row, rows.first_row + rows.row_count});
  }
  return plan.run(*store_);
}

Result<ArrayPtr> FileReader::read(size_t column, uint64_t begin_row, uint64_t end_row) const {
  OG_ASSIGN_OR_RETURN(std::vector<ArrayPtr> arrays, read_columns({&column, 1}, begin_row, end_row));
  return std::move(arrays[0]);
}

Result<std::vector<ArrayPtr>> FileReader::read_columns(std::span<const size_t> columns,
                                                       uint64_t begin_row,
                                                       uint64_t end_row) const {
  if (begin_row > end_row || end_row > metadata_->row_count) {
    return Error(ErrorCode::kInvalidArgument,
                 format("rows {} to {} are not in \"{}\" of {} rows",
                        begin_row,
                        end_row,
                        path_,
                        metadata_->row_count));
  }
  ReadPlan plan(*metadata_, path_);
  for (const size_t column : columns) {
    if (column >= metadata_->columns.size()) {
      return Error(ErrorCode::kInvalidArgument, format("no column {} in \"{}\"", column, path_));
    }
    plan.add({column, begin_row, end_row});
  }
  return plan.run(*store_);
}

}  // namespace omnigraph::lance
