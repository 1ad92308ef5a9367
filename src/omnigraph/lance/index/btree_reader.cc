#include "omnigraph/lance/index/btree_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/io/memory/memory_store.h"
#include "omnigraph/lance/file/file_reader.h"
#include "omnigraph/lance/index/btree_format.h"
#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::lance {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::DataType;
using columnar::TypeKind;

Error corrupt(std::string_view what, std::string_view path) {
  return Error(ErrorCode::kCorruption,
               format("index segment is damaged: {}: object \"{}\"", what, path));
}

Result<uint64_t> size_of(const IndexEntry& entry, std::string_view name, std::string_view folder) {
  for (const IndexFile& file : entry.files) {
    if (file.path == name) {
      return file.size_bytes;
    }
  }
  return corrupt(format("its entry does not list {}", name), folder);
}

// Segments are ours, in files of the version that we write. One that says otherwise is damaged.
Result<FileReader> open_file(io::ObjectStore& store, const std::string& path, uint64_t size_bytes) {
  auto opened = FileReader::open(store, path, size_bytes);
  if (!opened.ok() && opened.error().code() == ErrorCode::kUnsupported) {
    return corrupt(opened.error().message(), path);
  }
  return opened;
}

Status check_columns(const FileReader& file,
                     const std::vector<std::pair<std::string, DataType>>& expected) {
  bool fits = file.fields().size() == expected.size();
  for (size_t i = 0; fits && i < expected.size(); ++i) {
    fits =
        file.fields()[i].name == expected[i].first && file.fields()[i].type == expected[i].second;
  }
  return fits ? Status() : Status(corrupt("it has other columns than its kind", file.path()));
}

// The first of the keys that `before` says nothing of any more.
template <typename Before>
size_t first_key(const Array& keys, size_t from, Before&& before) {
  size_t count = keys.length() - from;
  while (count > 0) {
    const size_t half = count / 2;
    if (before(from + half)) {
      from += half + 1;
      count -= half + 1;
    } else {
      count = half;
    }
  }
  return from;
}

}  // namespace

Result<std::shared_ptr<const BTreeIndex>> BTreeIndex::open(io::ObjectStore& store,
                                                           const std::string& folder,
                                                           const IndexEntry& entry,
                                                           const DataType& type) {
  if (entry.details_type != kBTreeDetailsType || !is_ordered(type)) {
    return Error(ErrorCode::kUnsupported,
                 format("not a BTREE index of a column with an order: {}: \"{}\" over {}",
                        folder,
                        entry.details_type,
                        columnar::to_string(type)));
  }
  OG_ASSIGN_OR_RETURN(const uint64_t data_size, size_of(entry, kPageDataName, folder));
  OG_ASSIGN_OR_RETURN(const uint64_t lookup_size, size_of(entry, kPageLookupName, folder));
  std::shared_ptr<BTreeIndex> index(new BTreeIndex());
  index->type_ = type;
  index->data_path_ = folder + "/" + kPageDataName;
  OG_ASSIGN_OR_RETURN(const FileReader data, open_file(store, index->data_path_, data_size));
  OG_RETURN_IF_ERROR(check_columns(data, {{"values", type}, {"ids", TypeKind::kUInt64}}));
  index->data_ = data.metadata();
  index->row_count_ = data.row_count();
  OG_RETURN_IF_ERROR(index->load_pages(store, folder + "/" + kPageLookupName, lookup_size));
  return std::shared_ptr<const BTreeIndex>(std::move(index));
}

// All of the file is wanted, so it comes in one read.
Status BTreeIndex::load_pages(io::ObjectStore& store,
                              const std::string& path,
                              uint64_t size_bytes) {
  OG_ASSIGN_OR_RETURN(const Buffer bytes, store.read(path));
  if (bytes.size() != size_bytes) {
    return corrupt(format("expected {} bytes, found {}", size_bytes, bytes.size()), path);
  }
  io::MemoryStore memory;
  OG_RETURN_IF_ERROR(memory.create(path, bytes.span()));
  OG_ASSIGN_OR_RETURN(const FileReader file, open_file(memory, path, size_bytes));
  OG_RETURN_IF_ERROR(check_columns(file,
                                   {{"min", type_},
                                    {"max", type_},
                                    {"null_count", TypeKind::kUInt32},
                                    {"page_idx", TypeKind::kUInt32}}));
  const auto batch_size = file.schema_metadata().find(kBatchSizeKey);
  if (batch_size == file.schema_metadata().end()) {
    return corrupt("it does not say how many rows a page has", path);
  }
  const std::string& text = batch_size->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), page_rows_);
  if (error != std::errc() || end != text.data() + text.size() || page_rows_ == 0 ||
      page_rows_ > uint64_t{1} << 32) {
    return corrupt(format("pages of '{}' rows", text), path);
  }
  // Counted before anything is read: constant columns of any length take no bytes.
  const uint64_t pages = row_count_ / page_rows_ + (row_count_ % page_rows_ != 0 ? 1 : 0);
  if (file.row_count() != pages) {
    return corrupt(format("{} rows need {} pages of {}, found {}",
                          row_count_,
                          pages,
                          page_rows_,
                          file.row_count()),
                   path);
  }
  const std::vector<size_t> columns = {0, 1, 2, 3};
  OG_ASSIGN_OR_RETURN(const auto read, file.read_columns(columns, 0, pages));
  min_ = read[0];
  max_ = read[1];
  null_counts_ = read[2];
  for (uint32_t page = 0; page < read[3]->length(); ++page) {
    if (read[3]->is_null(page) || read[3]->value_at<uint32_t>(page) != page) {
      return corrupt(format("page {} is not where it should be", page), path);
    }
  }
  return check_pages(path);
}

// Pages are in order, so that a binary search finds what is there.
Status BTreeIndex::check_pages(const std::string& path) const {
  for (size_t page = 0; page < min_->length(); ++page) {
    if (order_cells(*min_, page, *max_, page) > 0 ||
        (page != 0 && order_cells(*max_, page - 1, *min_, page) > 0)) {
      return corrupt(format("page {} is out of order", page), path);
    }
    if (null_counts_->is_null(page) ||
        (null_counts_->value_at<uint32_t>(page) != 0) != min_->is_null(page)) {
      return corrupt(format("page {} does not begin with its nulls", page), path);
    }
  }
  return {};
}

size_t BTreeIndex::byte_size() const {
  io::MemoryStore none;
  return FileReader::with_metadata(none, data_path_, data_).metadata_byte_size() +
         min_->byte_size() + max_->byte_size() + null_counts_->byte_size() + sizeof(BTreeIndex);
}

std::vector<uint32_t> BTreeIndex::pages_for(const Array& keys) const {
  std::vector<uint32_t> pages;
  uint32_t page = 0;
  for (size_t key = 0; key < keys.length() && page < page_count();) {
    // The first page from here on that ends at the key or behind it …
    uint32_t count = page_count() - page;
    while (count > 0) {
      const uint32_t half = count / 2;
      if (order_cells(*max_, page + half, keys, key) < 0) {
        page += half + 1;
        count -= half + 1;
      } else {
        count = half;
      }
    }
    if (page == page_count()) {
      break;
    }
    // … is wanted if it begins no later; else the next key that can be in it is looked for.
    if (order_cells(*min_, page, keys, key) <= 0) {
      pages.push_back(page++);
      // Keys that end in that page are done; one that fills it may go on in the next.
      key =
          first_key(keys, key, [&](size_t k) { return order_cells(keys, k, *max_, page - 1) < 0; });
    } else {
      key = first_key(keys, key, [&](size_t k) { return order_cells(keys, k, *min_, page) < 0; });
    }
  }
  return pages;
}

Result<std::vector<BTreePage>> BTreeIndex::read_pages(io::ObjectStore& store,
                                                      std::span<const uint32_t> pages) const {
  const FileReader file = FileReader::with_metadata(store, data_path_, data_);
  // Stored pages are cut where ours are, unless values are so long that they end before.
  const auto aligned = [&](size_t column) {
    const auto& stored = file.pages(column);
    for (const uint32_t page : pages) {
      if (page >= stored.size() || stored[page].first_row != page * page_rows_ ||
          stored[page].row_count != std::min(page_rows_, row_count_ - page * page_rows_)) {
        return false;
      }
    }
    return true;
  };
  std::vector<BTreePage> result;
  if (aligned(0) && aligned(1)) {
    std::vector<FileReader::PageRef> wanted;
    for (const uint32_t page : pages) {
      wanted.push_back({0, page});
      wanted.push_back({1, page});
    }
    OG_ASSIGN_OR_RETURN(const auto arrays, file.read_pages(wanted));
    for (size_t i = 0; i < pages.size(); ++i) {
      result.push_back({arrays[2 * i], arrays[2 * i + 1]});
    }
  } else {
    const std::vector<size_t> columns = {0, 1};
    for (const uint32_t page : pages) {
      const uint64_t begin = page * page_rows_;
      OG_ASSIGN_OR_RETURN(
          const auto arrays,
          file.read_columns(columns, begin, std::min(row_count_, begin + page_rows_)));
      result.push_back({arrays[0], arrays[1]});
    }
  }
  for (size_t i = 0; i < pages.size(); ++i) {
    OG_RETURN_IF_ERROR(check_page(pages[i], result[i]));
  }
  return result;
}

Status BTreeIndex::check_page(uint32_t page, const BTreePage& rows) const {
  const size_t length = rows.values->length();
  const uint64_t expected = std::min(page_rows_, row_count_ - page * page_rows_);
  if (length != expected || rows.row_ids->length() != expected || rows.row_ids->null_count() != 0) {
    return corrupt(format("page {} has {} values and {} row ids, {} of them null, expected {}",
                          page,
                          length,
                          rows.row_ids->length(),
                          rows.row_ids->null_count(),
                          expected),
                   data_path_);
  }
  if (order_cells(*rows.values, 0, *min_, page) != 0 ||
      order_cells(*rows.values, length - 1, *max_, page) != 0 ||
      rows.values->null_count() != null_counts_->value_at<uint32_t>(page)) {
    return corrupt(format("page {} has other values than its directory says", page), data_path_);
  }
  return {};
}

void find_in_page(const BTreePage& page, const Array& keys, std::vector<IndexHit>* hits) {
  const Array& values = *page.values;
  if (values.length() == 0) {
    return;
  }
  size_t key = first_key(keys, 0, [&](size_t k) { return order_cells(keys, k, values, 0) < 0; });
  size_t row = 0;
  for (; key < keys.length(); ++key) {
    size_t count = values.length() - row;
    while (count > 0) {
      const size_t half = count / 2;
      if (order_cells(values, row + half, keys, key) < 0) {
        row += half + 1;
        count -= half + 1;
      } else {
        count = half;
      }
    }
    if (row == values.length()) {
      return;
    }
    for (; row < values.length() && order_cells(values, row, keys, key) == 0; ++row) {
      hits->push_back({static_cast<uint32_t>(key), page.row_ids->value_at<uint64_t>(row)});
    }
  }
}

}  // namespace omnigraph::lance
