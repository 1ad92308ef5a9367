// Scan: all live rows of a variable's tables, in storage order, less the pages that statistics rule
// out. Reads no values, only page statistics.
#pragma once

#include <vector>

#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/plan/pattern_plan.h"

namespace omnigraph::exec {

class Scan final : public Transform {
 public:
  Scan(PatternScope& scope, const ScanStep& step, std::vector<query::VarId> keep)
      : scope_(scope), step_(step), keep_(std::move(keep)) {}

  // Every row of `batch` with every row of the tables; a plan gives it a single row.
  Result<Flow> process(RowBatch batch, Sink& next) override;

 private:
  Result<Flow> scan_table(const RowBatch& batch, uint32_t row, uint16_t type_index, Sink& next);

  PatternScope& scope_;
  const ScanStep& step_;
  std::vector<query::VarId> keep_;
};

// Rows [begin, end) of a fragment.
struct RowRange {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const RowRange&) const = default;
};

// The rows of a fragment whose pages may satisfy all of `predicates`: ascending, disjoint.
Result<std::vector<RowRange>> prune_pages(const graph::TableView& view,
                                          const graph::TableView::Fragment& fragment,
                                          const std::vector<PagePredicate>& predicates);

}  // namespace omnigraph::exec
