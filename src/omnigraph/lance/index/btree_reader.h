// BTreeIndex: look-ups in one stored BTREE segment of ours. Opening it reads the first and last
// value of every page and keeps them; a look-up then reads the pages that can hold the wanted
// values. Immutable, thread-safe.
//
//   OG_ASSIGN_OR_RETURN(auto index, BTreeIndex::open(store, folder, entry, type));
//   OG_ASSIGN_OR_RETURN(auto pages, index->read_pages(store, index->pages_for(*keys)));
//   for (const BTreePage& page : pages) find_in_page(page, *keys, &hits);
//
// Bytes are hostile: every count is checked, and pages against what was kept of them. A hit is
// what the segment says and no more: whether the row still is where the segment saw it is the
// caller's business. Errors: kCorruption, kUnsupported, those of ObjectStore.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/io/object_store.h"
#include "omnigraph/lance/table/manifest.h"

namespace omnigraph::lance {

class FileMetadata;

// Some rows of a segment, in its order. `row_ids` are UInt64 without nulls.
struct BTreePage {
  columnar::ArrayPtr values;
  columnar::ArrayPtr row_ids;
  size_t byte_size() const { return values->byte_size() + row_ids->byte_size(); }
};

struct IndexHit {
  uint32_t key = 0;  // which of the wanted values
  uint64_t row_id = 0;
  bool operator==(const IndexHit&) const = default;
};

class BTreeIndex {
 public:
  // `folder`: of the segment's files, from the store's root. Two reads, three above some 200,000
  // rows.
  static Result<std::shared_ptr<const BTreeIndex>> open(io::ObjectStore& store,
                                                        const std::string& folder,
                                                        const IndexEntry& entry,
                                                        const columnar::DataType& type);

  uint64_t row_count() const { return row_count_; }
  uint32_t page_count() const { return static_cast<uint32_t>(min_->length()); }
  // What a cache charges for it.
  size_t byte_size() const;

  // The pages that may hold one of `keys`, rising. `keys`: of the index's type, in index order,
  // distinct; a null at their beginning asks for null rows.
  std::vector<uint32_t> pages_for(const columnar::Array& keys) const;

  // These pages, in this order, in one round.
  Result<std::vector<BTreePage>> read_pages(io::ObjectStore& store,
                                            std::span<const uint32_t> pages) const;

 private:
  BTreeIndex() = default;
  Status load_pages(io::ObjectStore& store, const std::string& path, uint64_t size_bytes);
  Status check_pages(const std::string& path) const;
  Status check_page(uint32_t page, const BTreePage& rows) const;

  std::string data_path_;
  std::shared_ptr<const FileMetadata> data_;
  columnar::DataType type_;
  uint64_t row_count_ = 0;
  uint64_t page_rows_ = 0;
  columnar::ArrayPtr min_;  // first and last value of every page
  columnar::ArrayPtr max_;
  columnar::ArrayPtr null_counts_;
};

// Adds the rows of `page` that have one of `keys`, which are as for pages_for. In page order.
void find_in_page(const BTreePage& page, const columnar::Array& keys, std::vector<IndexHit>* hits);

}  // namespace omnigraph::lance
