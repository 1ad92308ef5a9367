// Rows: what flows behind the pattern: rows of variables, and above grouping the values of group
// keys and aggregates beside them. RowStage: one step of making the result out of them.
//
//   pattern → [having] → [group → having] → [distinct] → [order] → project (skip, limit)
#pragma once

#include <vector>

#include "omnigraph/exec/expressions/evaluator.h"
#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {

// Above grouping a row is a group: `batch` holds the variables that are group keys (and is what
// expressions over those see), `grouped` the rest.
struct Rows {
  RowBatch batch;
  GroupedColumns grouped;

  size_t row_count() const { return batch.row_count; }
  // As the Evaluator wants it.
  const GroupedColumns* above_groups() const {
    return grouped.keys.empty() && grouped.aggregates.empty() ? nullptr : &grouped;
  }
};

// Rows `indices`, in that order.
Rows take_rows(const Rows& rows, const std::vector<uint32_t>& indices);

class RowStage {
 public:
  virtual ~RowStage() = default;
  virtual Result<Flow> consume(Rows rows) = 0;
  // No more rows come; also called when kEnough was returned.
  virtual Status finish() = 0;
};

}  // namespace omnigraph::exec
