// Tuples: the values of a few columns of a row as one 128-bit hash, and the rows of a table that
// have a wanted tuple. This is the one place where constraints look into stored tables: through the
// index over one of the columns, the probe, where there is one (index/find_rows.h).
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
#include "omnigraph/columnar/builder.h"
#include "omnigraph/graph/index/find_rows.h"
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

// Calls visit(rows, i) for every live row of `range`, in order, until it says false.
using RowVisitor = std::function<Result<bool>(const TupleRows& rows, size_t i)>;
Status for_each_row(const TableView& view,
                    const FragmentRange& range,
                    const std::vector<size_t>& columns,
                    const RowVisitor& visit);

// Tuples to look for. Not thread-safe.
class WantedTuples {
 public:
  // `probe`: which of the tuple's columns rows are looked up by; `type` is its type.
  explicit WantedTuples(columnar::DataType type, size_t probe = 0);

  // The value kept for the tuple of `rows` at i, which has `hash`.
  uint64_t& add(const TupleRows& rows, size_t i, const Hash128& hash);

  Hash128Map& map() { return map_; }
  bool empty() const { return map_.size() == 0; }
  size_t probe() const { return probe_; }
  // The distinct values that added tuples have in the probe column, sorted; null if there were too
  // many to keep them.
  columnar::ArrayPtr probes();

 private:
  size_t probe_;
  Hash128Map map_;
  columnar::Builder probes_;  // one per added tuple, while they are few
  columnar::ArrayPtr sorted_probes_;
  bool few_ = true;
};

// Calls visit(rows, i, value) for every live row of `range` whose tuple is wanted, in order, until
// it says false. `value` is what is kept for the tuple. Only tuples that came by add() are sure to
// be found.
using MatchVisitor = std::function<bool(const TupleRows& rows, size_t i, uint64_t& value)>;
Status find_tuples(const TableView& view,
                   const FragmentRange& range,
                   const std::vector<size_t>& columns,
                   WantedTuples& wanted,
                   const MatchVisitor& visit);

}  // namespace omnigraph::graph
