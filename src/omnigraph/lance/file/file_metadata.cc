#include "container.pb.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/lance/file/check_buffer_internal.h"
#include "omnigraph/lance/file/field_proto_internal.h"
#include "omnigraph/lance/file/file_metadata_internal.h"
#include "omnigraph/lance/file/page_encoding_internal.h"
#include "omnigraph/lance/file/parse_message_internal.h"

namespace omnigraph::lance {
namespace {

using ColumnMetadata = ::lance::file::v2::ColumnMetadata;
using columnar::TypeKind;

// Which alternative of StatisticsValue the bounds of a column have.
size_t bound_index(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool:
    case TypeKind::kInt32:
    case TypeKind::kInt64:
    case TypeKind::kDate32:
    case TypeKind::kDate64:
      return 1;
    case TypeKind::kUInt32:
    case TypeKind::kUInt64:
      return 2;
    case TypeKind::kFloat32:
    case TypeKind::kFloat64:
      return 3;
    case TypeKind::kString:
      return 4;
    default:
      return 0;
  }
}

bool bounds_fit(const ValueBounds& bounds, TypeKind kind) {
  const auto fits = [&](const StatisticsValue& value) {
    return value.index() == 0 || value.index() == bound_index(kind);
  };
  return fits(bounds.min) && fits(bounds.max);
}

class MetadataParser {
 public:
  MetadataParser(const Container& container, const std::string& path)
      : container_(container), path_(path), out_(std::make_shared<FileMetadata>()) {}

  Result<std::shared_ptr<const FileMetadata>> parse() {
    out_->size_bytes = container_.size_bytes;
    OG_RETURN_IF_ERROR(parse_descriptor());
    OG_RETURN_IF_ERROR(parse_columns());
    if (out_->has_check) {
      OG_RETURN_IF_ERROR(apply_statistics());
    }
    if (container_.begin == 0) {
      out_->whole_file = container_.bytes;
    }
    // Parsed messages take a few times their bytes.
    const uint64_t parsed = container_.size_bytes - container_.global_buffers[0].position;
    out_->byte_size =
        sizeof(FileMetadata) + 4 * static_cast<size_t>(parsed) + out_->whole_file.size();
    return std::shared_ptr<const FileMetadata>(std::move(out_));
  }

 private:
  Error corrupt(uint64_t offset, std::string_view what) const {
    return Error(ErrorCode::kCorruption,
                 format("data file is damaged: {}: object \"{}\", offset {}", what, path_, offset));
  }

  // Checks all hashes of the metadata before any of it is parsed; the descriptor itself says
  // whether there must be some.
  Status parse_descriptor() {
    const Extent extent = container_.global_buffers[0];
    ::lance::file::FileDescriptor descriptor;
    const ByteSpan bytes = container_.part(extent);
    if (container_.global_buffers.size() > 1) {
      OG_RETURN_IF_ERROR(parse_check(bytes));
    }
    if (!parse_message(bytes, descriptor)) {
      return corrupt(extent.position, "the descriptor is not a valid message");
    }
    if (descriptor.schema().metadata().count(kCheckMetadataKey) != 0 && !out_->has_check) {
      return corrupt(extent.position, "its check buffer is missing");
    }
    out_->row_count = descriptor.length();
    for (const auto& [key, value] : descriptor.schema().metadata()) {
      out_->schema_metadata.emplace(key, value);
    }
    OG_ASSIGN_OR_RETURN(out_->fields, fields_from_proto(descriptor.schema().fields(), path_));
    if (out_->has_check && check_.row_count != out_->row_count) {
      return corrupt(extent.position, "descriptor and check buffer have different row counts");
    }
    return {};
  }

  Status parse_check(ByteSpan descriptor) {
    const Extent extent = container_.global_buffers[1];
    const ByteSpan bytes = container_.part(extent);
    if (!is_check_buffer(bytes)) {
      return {};  // some other writer's buffer
    }
    OG_ASSIGN_OR_RETURN(check_, parse_check_buffer(bytes, path_, extent.position));
    if (const uint64_t found = xxh3(descriptor); found != check_.descriptor_hash) {
      return corrupt(container_.global_buffers[0].position,
                     format("wrong hash of the descriptor, expected {}, found {}",
                            hex16(check_.descriptor_hash),
                            hex16(found)));
    }
    const ByteSpan tail = container_.part({extent.end(), container_.size_bytes - extent.end()});
    if (const uint64_t found = xxh3(tail); found != check_.tail_hash) {
      return corrupt(extent.end(),
                     format("wrong hash of the column metadata, expected {}, found {}",
                            hex16(check_.tail_hash),
                            hex16(found)));
    }
    out_->has_check = true;
    return {};
  }

  Status parse_columns() {
    size_t next = 0;
    for (const LanceField& field : out_->fields) {
      FileMetadata::Column& column = out_->columns.emplace_back();
      for (LeafColumn& leaf : leaf_columns(field)) {
        if (next == container_.columns.size()) {
          return corrupt(container_.global_buffers[0].position,
                         "there are fewer columns than fields");
        }
        LeafPages& pages = column.leaves.emplace_back();
        pages.column = std::move(leaf);
        OG_RETURN_IF_ERROR(parse_leaf(next, pages));
        ++next;
      }
      for (const LeafPage& page : column.leaves[0].pages) {
        column.pages.push_back({page.first_row, page.row_count});
      }
    }
    if (next != container_.columns.size()) {
      return corrupt(container_.global_buffers[0].position, "there are more columns than fields");
    }
    if (out_->has_check && check_.leaves.size() != next) {
      return corrupt(container_.global_buffers[1].position,
                     "the check buffer is of another number of columns");
    }
    return {};
  }

  Status parse_leaf(size_t index, LeafPages& leaf) {
    const Extent extent = container_.columns[index];
    const ByteSpan bytes = container_.part(extent);
    ColumnMetadata metadata;
    if (!parse_message(bytes, metadata)) {
      return corrupt(extent.position, "column metadata is not a valid message");
    }
    const auto in_file = [&](const Error& error) {
      return error.with_context(
          format("column {} of object \"{}\", offset {}", index, path_, extent.position));
    };
    if (const Status status = check_column_encoding(metadata.encoding()); !status.ok()) {
      return in_file(status.error());
    }
    uint64_t row = 0;
    for (const ColumnMetadata::Page& stored : metadata.pages()) {
      LeafPage& page = leaf.pages.emplace_back();
      page.first_row = row;
      page.row_count = stored.length();
      if (page.row_count == 0 || page.row_count > out_->row_count - row) {
        return corrupt(
            extent.position,
            format("a page has {} rows after row {} of {}", page.row_count, row, out_->row_count));
      }
      row += page.row_count;
      Result<::lance::encodings21::PageLayout> layout = page_layout_of(stored.encoding());
      if (!layout.ok()) {
        return in_file(layout.error());
      }
      page.layout = std::move(layout).value();
      OG_RETURN_IF_ERROR(parse_buffers(index, leaf.pages.size() - 1, stored, extent, page));
    }
    if (row != out_->row_count) {
      return corrupt(
          extent.position,
          format("the pages of a column have {} rows, expected {}", row, out_->row_count));
    }
    if (out_->has_check && check_.leaves.size() > index &&
        check_.leaves[index].pages.size() != leaf.pages.size()) {
      return corrupt(extent.position, "the check buffer is of another number of pages");
    }
    return {};
  }

  Status parse_buffers(size_t index,
                       size_t page_index,
                       const ColumnMetadata::Page& stored,
                       const Extent& where,
                       LeafPage& page) {
    if (stored.buffer_offsets_size() != stored.buffer_sizes_size()) {
      return corrupt(where.position, "a page has not as many buffer offsets as sizes");
    }
    const std::vector<uint64_t>* hashes = nullptr;
    if (out_->has_check) {
      const bool known =
          index < check_.leaves.size() && page_index < check_.leaves[index].pages.size();
      hashes = known ? &check_.leaves[index].pages[page_index] : nullptr;
      if (hashes == nullptr || hashes->size() != static_cast<size_t>(stored.buffer_sizes_size())) {
        return corrupt(where.position, "the check buffer is of another number of buffers");
      }
    }
    for (int i = 0; i < stored.buffer_sizes_size(); ++i) {
      StoredBuffer& buffer = page.buffers.emplace_back();
      buffer.extent = {stored.buffer_offsets(i), stored.buffer_sizes(i)};
      if (buffer.extent.position > container_.size_bytes ||
          buffer.extent.size > container_.size_bytes - buffer.extent.position) {
        return corrupt(where.position, "a page buffer lies outside the file");
      }
      if (hashes != nullptr) {
        buffer.hash = (*hashes)[static_cast<size_t>(i)];
      }
    }
    return {};
  }

  Status apply_statistics() {
    const uint64_t offset = container_.global_buffers[1].position;
    if (check_.columns.size() != out_->fields.size()) {
      return corrupt(offset, "the check buffer is of another number of fields");
    }
    for (size_t i = 0; i < check_.columns.size(); ++i) {
      const ColumnStatistics& statistics = check_.columns[i];
      const std::vector<FileReader::PageRows>& pages = out_->columns[i].pages;
      const TypeKind kind = out_->fields[i].type.kind;
      bool fits = statistics.pages.size() == pages.size() && bounds_fit(statistics.bounds, kind) &&
                  statistics.null_count <= out_->row_count;
      for (size_t j = 0; fits && j < pages.size(); ++j) {
        const PageStatistics& page = statistics.pages[j];
        fits = page.first_row == pages[j].first_row && page.row_count == pages[j].row_count &&
               page.null_count <= page.row_count && bounds_fit(page.bounds, kind);
      }
      if (!fits) {
        return corrupt(
            offset, format("the statistics of field \"{}\" do not fit it", out_->fields[i].name));
      }
    }
    out_->statistics = std::move(check_.columns);
    return {};
  }

  const Container& container_;
  const std::string& path_;
  CheckBuffer check_;
  std::shared_ptr<FileMetadata> out_;
};

}  // namespace

Result<std::shared_ptr<const FileMetadata>> read_file_metadata(io::ObjectStore& store,
                                                               const std::string& path,
                                                               std::optional<uint64_t> size_bytes) {
  OG_ASSIGN_OR_RETURN(const Container container, read_container(store, path, size_bytes));
  return MetadataParser(container, path).parse();
}

}  // namespace omnigraph::lance
