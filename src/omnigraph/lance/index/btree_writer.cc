#include "omnigraph/lance/index/btree_writer.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/columnar/builder.h"
#include "omnigraph/lance/file/file_writer.h"
#include "omnigraph/lance/index/fragment_bitmap.h"
#include "omnigraph/lance/index/value_order.h"
#include "omnigraph/lance/table/uuid.h"

namespace omnigraph::lance {
namespace {

using columnar::ArrayPtr;
using columnar::Builder;
using columnar::DataType;
using columnar::TypeKind;

class BTreeWriterImpl final : public BTreeWriter {
 public:
  BTreeWriterImpl(std::unique_ptr<FileWriter> data,
                  std::unique_ptr<FileWriter> lookup,
                  const DataType& type,
                  uint64_t page_rows)
      : data_(std::move(data)),
        lookup_(std::move(lookup)),
        type_(type),
        page_rows_(page_rows),
        min_(type),
        max_(type),
        null_counts_(TypeKind::kUInt32),
        page_indices_(TypeKind::kUInt32) {}

  uint64_t row_count() const override { return row_count_; }

  Status write(const ArrayPtr& values, std::span<const uint64_t> row_ids) override {
    if (!(values->type() == type_) || values->length() != row_ids.size()) {
      return Error(ErrorCode::kInvalidArgument,
                   format("index rows do not fit: {} values of {} for {}, {} row ids",
                          values->length(),
                          columnar::to_string(values->type()),
                          columnar::to_string(type_),
                          row_ids.size()));
    }
    Builder ids(TypeKind::kUInt64);
    for (const uint64_t id : row_ids) {
      ids.append<uint64_t>(id);
    }
    OG_RETURN_IF_ERROR(data_->write({row_ids.size(), {values, ids.finish()}}));
    for (size_t begin = 0; begin < values->length();) {
      const uint64_t in_page = row_count_ % page_rows_;
      const size_t end = begin + std::min<uint64_t>(page_rows_ - in_page, values->length() - begin);
      add_to_page(*values, begin, end, in_page == 0);
      row_count_ += end - begin;
      if (row_count_ % page_rows_ == 0) {
        max_.append_from(*values, end - 1);
        close_page();
      } else if (end == values->length()) {
        last_ = columnar::slice(*values, end - 1, end);
      }
      begin = end;
    }
    return {};
  }

  Result<std::vector<IndexFile>> finish() override {
    if (row_count_ % page_rows_ != 0) {
      max_.append_from(*last_, 0);
      close_page();
    }
    OG_ASSIGN_OR_RETURN(const FileSummary data, data_->finish());
    columnar::Batch pages;
    pages.row_count = page_count_;
    pages.columns = {min_.finish(), max_.finish(), null_counts_.finish(), page_indices_.finish()};
    OG_RETURN_IF_ERROR(lookup_->write(pages));
    OG_ASSIGN_OR_RETURN(const FileSummary lookup, lookup_->finish());
    return std::vector<IndexFile>{{kPageDataName, data.size_bytes},
                                  {kPageLookupName, lookup.size_bytes}};
  }

 private:
  void add_to_page(const columnar::Array& values, size_t begin, size_t end, bool first) {
    if (first) {
      min_.append_from(values, begin);
      page_nulls_ = 0;
    }
    for (size_t i = begin; i < end && values.is_null(i); ++i) {  // nulls come first
      ++page_nulls_;
    }
  }

  void close_page() {
    null_counts_.append<uint32_t>(page_nulls_);
    page_indices_.append<uint32_t>(page_count_++);
  }

  std::unique_ptr<FileWriter> data_;
  std::unique_ptr<FileWriter> lookup_;
  DataType type_;
  uint64_t page_rows_;
  uint64_t row_count_ = 0;
  uint32_t page_count_ = 0;
  uint32_t page_nulls_ = 0;
  ArrayPtr last_;  // the last value, while its page is open
  Builder min_;
  Builder max_;
  Builder null_counts_;
  Builder page_indices_;
};

}  // namespace

Result<std::unique_ptr<BTreeWriter>> BTreeWriter::create(
    std::unique_ptr<io::ObjectWriter> page_data,
    std::unique_ptr<io::ObjectWriter> page_lookup,
    const DataType& type,
    const BTreeWriterOptions& options) {
  if (!is_ordered(type) || options.page_rows == 0) {
    return Error(ErrorCode::kInvalidArgument,
                 format("cannot index a column of {}", columnar::to_string(type)));
  }
  int32_t id = 0;
  FileWriterOptions data_options;
  data_options.page_max_rows = options.page_rows;
  data_options.with_check_buffer = options.with_check_buffer;
  std::vector<LanceField> fields = {make_field("values", type, true, &id),
                                    make_field("ids", TypeKind::kUInt64, true, &id)};
  OG_ASSIGN_OR_RETURN(auto data,
                      FileWriter::create(std::move(page_data), std::move(fields), data_options));
  id = 0;
  std::vector<LanceField> lookup_fields = {make_field("min", type, true, &id),
                                           make_field("max", type, true, &id),
                                           make_field("null_count", TypeKind::kUInt32, true, &id),
                                           make_field("page_idx", TypeKind::kUInt32, true, &id)};
  FileWriterOptions lookup_options;
  lookup_options.with_check_buffer = options.with_check_buffer;
  lookup_options.schema_metadata = {{kBatchSizeKey, std::to_string(options.page_rows)},
                                    {kRangePartitionedKey, "false"}};
  OG_ASSIGN_OR_RETURN(
      auto lookup,
      FileWriter::create(
          std::move(page_lookup), std::move(lookup_fields), std::move(lookup_options)));
  return std::unique_ptr<BTreeWriter>(std::make_unique<BTreeWriterImpl>(
      std::move(data), std::move(lookup), type, options.page_rows));
}

std::string index_folder(const IndexEntry& entry) {
  return "_indices/" + uuid_text(entry.uuid);
}

IndexEntry make_btree_entry(const BTreeEntryOptions& options, std::vector<IndexFile> files) {
  IndexEntry entry;
  entry.uuid = options.uuid;
  entry.name = options.name;
  entry.field_ids = {options.field_id};
  entry.dataset_version = options.table_version;
  entry.fragment_bitmap = fragment_bitmap(options.fragments);
  entry.details_type = kBTreeDetailsType;
  entry.index_version = kBTreeIndexVersion;
  entry.created_at_ms = static_cast<uint64_t>(std::max<int64_t>(options.created_us, 0) / 1000);
  entry.files = std::move(files);
  return entry;
}

}  // namespace omnigraph::lance
