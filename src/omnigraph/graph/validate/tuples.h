// Tuples: the values of a few columns of a row as one 128-bit hash, and the rows of a table that
// have a wanted tuple. This is the one place where constraints look into stored tables: today a
// scan that statistics prune, where an index on the columns will answer instead.
//
// Equal tuples are those whose cells are equal (-0 equals 0, texts by bytes); a tuple with a null
// equals none and has no hash.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/base/hash.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/graph/validate/hash128_map.h"

namespace omnigraph::graph {

// The columns of `type`'s table that hold `properties`; "@src" and "@dst" are the ends of an edge.
std::vector<size_t> columns_of(const schema::EntityType& type,
                               const std::vector<std::string>& properties);

// Rows of some columns of a table, read together. Row i of `cells` is at `first_position` + i.
struct TupleRows {
  std::vector<columnar::ArrayPtr> cells;
  uint32_t first_position = 0;

  std::optional<Hash128> hash(size_t row) const;
  // As texts for messages; the cells are not null.
  std::vector<std::string> texts(size_t row) const;
};

// Fragments [begin, end) of a view.
struct FragmentRange {
  size_t begin = 0;
  size_t end = 0;
};

// Calls visit(rows, i) for every live row of `range`, in order, until it says false.
using RowVisitor = std::function<Result<bool>(const TupleRows& rows, size_t i)>;
Status for_each_row(const TableView& view,
                    const FragmentRange& range,
                    const std::vector<size_t>& columns,
                    const RowVisitor& visit);

// Tuples to look for. Not thread-safe.
class WantedTuples {
 public:
  explicit WantedTuples(columnar::DataType first_column);

  // The value kept for the tuple of `rows` at i, which has `hash`.
  uint64_t& add(const TupleRows& rows, size_t i, const Hash128& hash);

  Hash128Map& map() { return map_; }
  bool empty() const { return map_.size() == 0; }
  // May a page with these bounds of the first column hold a wanted tuple? Knows only while there
  // are few.
  bool may_hold(const ColumnBounds& bounds) const;

 private:
  columnar::DataType type_;
  Hash128Map map_;
  std::vector<columnar::ArrayPtr> firsts_;  // the first cell of each, one row, while they are few
};

// Calls visit(rows, i, value) for every live row of `range` whose tuple is wanted, in order, until
// it says false. `value` is what is kept for the tuple.
using MatchVisitor = std::function<bool(const TupleRows& rows, size_t i, uint64_t& value)>;
Status find_tuples(const TableView& view,
                   const FragmentRange& range,
                   const std::vector<size_t>& columns,
                   WantedTuples& wanted,
                   const MatchVisitor& visit);

}  // namespace omnigraph::graph
