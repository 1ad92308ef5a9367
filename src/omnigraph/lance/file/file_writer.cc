#include "omnigraph/lance/file/file_writer.h"

#include <algorithm>
#include <set>

#include "container.pb.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/hash.h"
#include "omnigraph/lance/encoding/bits.h"
#include "omnigraph/lance/encoding/encode_page_internal.h"
#include "omnigraph/lance/file/check_buffer_internal.h"
#include "omnigraph/lance/file/container_internal.h"
#include "omnigraph/lance/file/field_proto_internal.h"
#include "omnigraph/lance/file/leaf_column_internal.h"
#include "omnigraph/lance/file/ordered_tasks_internal.h"
#include "omnigraph/lance/file/page_encoding_internal.h"
#include "omnigraph/lance/file/row_fit_internal.h"
#include "omnigraph/lance/file/statistics_builder_internal.h"

namespace omnigraph::lance {
namespace {

using ColumnMetadata = ::lance::file::v2::ColumnMetadata;

constexpr size_t kBufferAlignment = 64;

// One physical column of the file.
struct LeafState {
  LeafColumn column;
  ColumnMetadata metadata;
  CheckBuffer::LeafHashes hashes;
};

// One top-level column and the rows of it that wait for their page.
struct ColumnState {
  std::vector<LeafState> leaves;
  StatisticsBuilder statistics;
  std::vector<RowSlice> pending;
  PageRoom pending_room;  // taken by `pending`
  uint64_t first_pending_row = 0;
};

// A page of a top-level column: its rows, and what becomes of them.
struct Page {
  size_t column = 0;
  std::vector<RowSlice> rows;
  uint64_t first_row = 0;
  uint64_t row_count = 0;
  std::vector<EncodedPage> leaves;
  std::vector<std::vector<uint64_t>> hashes;  // per leaf, of its buffers
  PageStatistics statistics;
};

class FileWriterImpl final : public FileWriter {
 public:
  FileWriterImpl(std::unique_ptr<io::ObjectWriter> out,
                 std::vector<LanceField> fields,
                 FileWriterOptions options)
      : out_(std::move(out)),
        fields_(std::move(fields)),
        options_(std::move(options)),
        pages_(options_.pool) {
    for (const LanceField& field : fields_) {
      ColumnState& column = columns_.emplace_back();
      for (LeafColumn& leaf : leaf_columns(field)) {
        LeafState& state = column.leaves.emplace_back();
        state.column = std::move(leaf);
        set_column_encoding(state.metadata.mutable_encoding());
      }
    }
  }

  uint64_t row_count() const override { return row_count_; }

  Status write(const columnar::Batch& batch) override {
    OG_RETURN_IF_ERROR(check_batch(batch));
    for (size_t i = 0; i < columns_.size(); ++i) {
      OG_RETURN_IF_ERROR(add_rows(i, batch.columns[i]));
    }
    row_count_ += batch.row_count;
    return {};
  }

  Result<FileSummary> finish() override {
    for (size_t i = 0; i < columns_.size(); ++i) {
      OG_RETURN_IF_ERROR(close_page(i));
    }
    OG_RETURN_IF_ERROR(pages_.finish());
    OG_RETURN_IF_ERROR(write_metadata());
    FileSummary summary;
    summary.size_bytes = out_->position();
    summary.row_count = row_count_;
    for (const ColumnState& column : columns_) {
      for (const LeafState& leaf : column.leaves) {
        summary.column_indices.push_back(static_cast<int32_t>(summary.field_ids.size()));
        summary.field_ids.push_back(leaf.column.field_id);
      }
    }
    OG_RETURN_IF_ERROR(out_->finish());
    return summary;
  }

 private:
  Status check_batch(const columnar::Batch& batch) const {
    if (batch.columns.size() != fields_.size()) {
      return Error(ErrorCode::kInvalidArgument,
                   format("wrong number of columns: expected {}, found {}",
                          fields_.size(),
                          batch.columns.size()));
    }
    for (size_t i = 0; i < fields_.size(); ++i) {
      const columnar::Array& array = *batch.columns[i];
      if (!(array.type() == fields_[i].type) || array.length() != batch.row_count) {
        return Error(ErrorCode::kInvalidArgument,
                     format("column \"{}\" does not fit: expected {} rows of {}, found {} of {}",
                            fields_[i].name,
                            batch.row_count,
                            columnar::to_string(fields_[i].type),
                            array.length(),
                            columnar::to_string(array.type())));
      }
    }
    return {};
  }

  // Cuts the rows into pages; the last part waits.
  Status add_rows(size_t index, const columnar::ArrayPtr& array) {
    ColumnState& column = columns_[index];
    for (size_t begin = 0; begin < array->length();) {
      const PageRoom& taken = column.pending_room;
      const PageRoom room{
          options_.page_max_rows - taken.rows,
          options_.page_target_bytes - std::min(options_.page_target_bytes, taken.bytes),
          kHiddenEntriesMax - std::min<uint64_t>(kHiddenEntriesMax, taken.hidden_entries)};
      size_t count = rows_that_fit(*array, begin, array->length(), room);
      if (count == 0 && taken.rows == 0) {
        count = 1;  // a row that is larger than a page has one of its own
      }
      if (count != 0) {
        const PageRoom more = room_taken(*array, begin, begin + count);
        column.pending.push_back({array, begin, begin + count});
        column.pending_room.rows += more.rows;
        column.pending_room.bytes += more.bytes;
        column.pending_room.hidden_entries += more.hidden_entries;
        begin += count;
      }
      if (begin < array->length() || column.pending_room.rows >= options_.page_max_rows) {
        OG_RETURN_IF_ERROR(close_page(index));
      }
    }
    return {};
  }

  // Hands the waiting rows over as a page.
  Status close_page(size_t index) {
    ColumnState& column = columns_[index];
    if (column.pending.empty()) {
      return {};
    }
    auto page = std::make_shared<Page>();
    page->column = index;
    page->rows = std::move(column.pending);
    page->first_row = column.first_pending_row;
    page->row_count = column.pending_room.rows;
    column.first_pending_row += column.pending_room.rows;
    column.pending.clear();
    column.pending_room = {};
    return pages_.add([this, page] { return in_column(*page, encode(*page)); },
                      [this, page] { return in_column(*page, append(*page)); });
  }

  Status in_column(const Page& page, const Status& status) const {
    return status.ok() ? Status()
                       : Status(status.error().with_context(
                             format("write column \"{}\"", fields_[page.column].name)));
  }

  // Looks at nothing that append() changes: pages are encoded side by side.
  Status encode(Page& page) const {
    for (const LeafState& leaf : columns_[page.column].leaves) {
      const ShreddedLeaf shredded = shred(leaf.column.path, page.rows);
      if ((shredded.codes_used & leaf.column.forbidden_codes) != 0) {
        return Error(ErrorCode::kInvalidArgument,
                     format("a null where the schema has none: rows {} to {}",
                            page.first_row,
                            page.first_row + page.row_count));
      }
      OG_ASSIGN_OR_RETURN(EncodedPage encoded,
                          encode_page(leaf.column.path, leaf.column.type, shredded));
      std::vector<uint64_t>& hashes = page.hashes.emplace_back();
      for (const Buffer& buffer : encoded.buffers) {
        hashes.push_back(xxh3(buffer.span()));
      }
      page.leaves.push_back(std::move(encoded));
    }
    page.statistics = page_statistics(page.rows);
    page.rows.clear();
    return {};
  }

  Status append(Page& page) {
    ColumnState& column = columns_[page.column];
    for (size_t i = 0; i < column.leaves.size(); ++i) {
      LeafState& leaf = column.leaves[i];
      ColumnMetadata::Page* stored = leaf.metadata.add_pages();
      stored->set_length(page.row_count);
      stored->set_priority(page.first_row);
      set_page_encoding(page.leaves[i].layout, stored->mutable_encoding());
      leaf.hashes.pages.push_back(std::move(page.hashes[i]));
      for (const Buffer& buffer : page.leaves[i].buffers) {
        OG_RETURN_IF_ERROR(align());
        stored->add_buffer_offsets(out_->position());
        stored->add_buffer_sizes(buffer.size());
        OG_RETURN_IF_ERROR(out_->append(buffer.span()));
      }
    }
    column.statistics.add_page(std::move(page.statistics));
    page.leaves.clear();
    return {};
  }

  Status align() {
    static constexpr std::byte kZeros[kBufferAlignment] = {};
    const uint64_t position = out_->position();
    const uint64_t gap = round_up(position, kBufferAlignment) - position;
    return gap == 0 ? Status() : out_->append(ByteSpan(kZeros, gap));
  }

  std::string descriptor() const {
    ::lance::file::FileDescriptor descriptor;
    fields_to_proto(fields_, descriptor.mutable_schema()->mutable_fields());
    for (const auto& [key, value] : options_.schema_metadata) {
      (*descriptor.mutable_schema()->mutable_metadata())[key] = value;
    }
    if (options_.with_check_buffer) {
      (*descriptor.mutable_schema()->mutable_metadata())[kCheckMetadataKey] = kCheckMetadataValue;
    }
    descriptor.set_length(row_count_);
    return descriptor.SerializeAsString();
  }

  // Descriptor, check buffer, tail. The check buffer covers the tail, whose positions depend on its
  // size; so both are made before either is written.
  Status write_metadata() {
    const std::string descriptor_bytes = descriptor();
    CheckBuffer check;
    check.descriptor_hash = xxh3(descriptor_bytes);
    check.row_count = row_count_;
    std::vector<std::string> column_metadata;
    for (ColumnState& column : columns_) {
      for (LeafState& leaf : column.leaves) {
        check.leaves.push_back(std::move(leaf.hashes));
        column_metadata.push_back(leaf.metadata.SerializeAsString());
      }
      check.columns.push_back(column.statistics.statistics());
    }
    OG_RETURN_IF_ERROR(align());
    const Extent descriptor_extent{out_->position(), descriptor_bytes.size()};
    OG_RETURN_IF_ERROR(out_->append(as_bytes(descriptor_bytes)));
    if (!options_.with_check_buffer) {
      const BufferBuilder tail = build_tail(out_->position(), column_metadata, {descriptor_extent});
      return out_->append(ByteSpan(tail.data(), tail.size()));
    }
    OG_RETURN_IF_ERROR(align());
    BufferBuilder check_bytes = serialize_check_buffer(check);
    const Extent check_extent{out_->position(), check_bytes.size()};
    const BufferBuilder tail =
        build_tail(check_extent.end(), column_metadata, {descriptor_extent, check_extent});
    const ByteSpan tail_bytes(tail.data(), tail.size());
    seal_check_buffer(check_bytes, xxh3(tail_bytes));
    OG_RETURN_IF_ERROR(out_->append(ByteSpan(check_bytes.data(), check_bytes.size())));
    return out_->append(tail_bytes);
  }

  std::unique_ptr<io::ObjectWriter> out_;
  std::vector<LanceField> fields_;
  FileWriterOptions options_;
  std::vector<ColumnState> columns_;
  uint64_t row_count_ = 0;
  OrderedTasks pages_;  // last: waits for its tasks before anything else goes
};

}  // namespace

Result<std::unique_ptr<FileWriter>> FileWriter::create(std::unique_ptr<io::ObjectWriter> out,
                                                       std::vector<LanceField> fields,
                                                       FileWriterOptions options) {
  if (options.page_max_rows == 0 || options.page_target_bytes == 0) {
    return Error(ErrorCode::kInvalidArgument, "a page needs room for a row");
  }
  // Reading the schema back as a reader will shows whether it is well-formed.
  FieldProtos protos;
  fields_to_proto(fields, &protos);
  const Result<std::vector<LanceField>> same = fields_from_proto(protos, "new data file");
  if (!same.ok() && same.error().code() == ErrorCode::kUnsupported) {
    return same.error();
  }
  if (!same.ok() || !(*same == fields)) {
    return Error(ErrorCode::kInvalidArgument,
                 "the fields of a data file do not fit their types or ids");
  }
  return std::make_unique<FileWriterImpl>(std::move(out), std::move(fields), std::move(options));
}

}  // namespace omnigraph::lance
