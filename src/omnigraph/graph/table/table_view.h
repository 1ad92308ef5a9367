// TableView: one version of one table, with the staged rows of the running operation laid over it,
// as executors and validation see it. Immutable and thread-safe; cheap to copy around as a
// shared_ptr.
//
// Rows are addressed by *position*: fragments are laid end to end, and a row keeps its position
// even when it is deleted (live() says so). Positions mean something only inside one view.
//
//   fragment 0 (base)   fragment 1 (base)   fragment 2 (staged)
//   0 1 2 x 4 5         6 7 x x 10          11 12 13              x = not live
//
// An update or delete masks the stored row; its new form is a row of the staged fragment. So
// everything that works on a view gets read-your-writes for nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/graph/table/stored_table.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::graph {

// What statistics know of a run of rows of one column. Bounds hold for every non-null value; absent
// when unknown. Strings: `min` may be shorter than the smallest, `max` is at least the largest.
struct ColumnBounds {
  uint32_t first_row = 0;  // in the fragment
  uint32_t row_count = 0;
  uint64_t null_count = 0;
  columnar::ArrayPtr min;  // one row, the column's type; null if unknown
  columnar::ArrayPtr max;
};

// Where the rows of one fragment come from: a data file behind a cache, or memory.
class FragmentSource {
 public:
  virtual ~FragmentSource() = default;
  virtual uint32_t row_count() const = 0;
  // Rows [begin, end) of a column of the view's schema. Errors: kCorruption, kUnavailable.
  virtual Result<columnar::ArrayPtr> read(size_t column, uint32_t begin, uint32_t end) = 0;
  // Rows `rows` (ascending or not) of a column: reads only the pages they lie in.
  virtual Result<columnar::ArrayPtr> take(size_t column, std::span<const uint32_t> rows) = 0;
  // Bounds per page, in row order; empty when the file has none.
  virtual Result<std::vector<ColumnBounds>> bounds(size_t column) = 0;
  // Names the immutable content (data file): the key under which derived structures are cached.
  // Empty for memory.
  virtual std::string content_key() const = 0;
  // Names the immutable content of one column: sources with the same content_key() and the same
  // key here have the same cells. Empty: all null, or memory.
  virtual std::string column_key(size_t column) const = 0;
};

class TableView {
 public:
  struct Fragment {
    std::shared_ptr<FragmentSource> source;
    Buffer live;  // bitmap over the fragment's rows, 1 = live; empty = all live
    uint32_t first_position = 0;
    uint32_t row_count = 0;
    uint32_t live_count = 0;
    bool staged = false;
    // Names the content including deletions; empty for staged fragments.
    std::string state_key;
  };

  // Fragments get their first_position here, in the given order. `stored`: what lies behind the
  // first fragments, one for each of its manifest in their order; null if nothing does.
  TableView(schema::CatalogPtr catalog,
            const schema::EntityType& type,
            std::vector<Fragment> fragments,
            StoredTablePtr stored = nullptr);
  // A view over rows in memory, with the columns of type.table_schema(). For tests and staging.
  static std::shared_ptr<const TableView> of_batches(schema::CatalogPtr catalog,
                                                     const schema::EntityType& type,
                                                     std::vector<columnar::Batch> batches);

  const schema::EntityType& type() const { return type_; }
  const columnar::Schema& columns() const { return columns_; }
  // Index into columns(); none for an unknown name. "_id", "_src", "_dst" or a property.
  std::optional<size_t> column_index(std::string_view name) const;

  uint64_t row_count() const { return row_count_; }            // live rows
  uint32_t position_count() const { return position_count_; }  // live or not
  std::span<const Fragment> fragments() const { return fragments_; }
  // Behind the first fragments; may be null. Rows may be masked here that are live there.
  const StoredTablePtr& stored() const { return stored_; }
  size_t fragment_of(uint32_t position) const;
  bool live(uint32_t position) const;

  // Values of a column at `positions`; columnar::kNullRow gives a null. Order is kept. Reads only
  // the pages needed.
  Result<columnar::ArrayPtr> take(size_t column, std::span<const uint32_t> positions) const;

 private:
  schema::CatalogPtr catalog_;
  const schema::EntityType& type_;
  columnar::Schema columns_;
  std::vector<Fragment> fragments_;
  StoredTablePtr stored_;
  uint64_t row_count_ = 0;
  uint32_t position_count_ = 0;
};

using TableViewPtr = std::shared_ptr<const TableView>;

// The live bitmap of a fragment without `rows` (offsets in the fragment).
Buffer live_without(const TableView::Fragment& fragment, std::span<const uint32_t> rows);

}  // namespace omnigraph::graph
