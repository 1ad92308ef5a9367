// Group: rows become groups, in the order in which their keys first appear. Without keys there is
// exactly one group, also without rows.
#pragma once

#include <memory>
#include <vector>

#include "omnigraph/exec/aggregates/grouped_aggregate.h"
#include "omnigraph/exec/operators/row_store.h"
#include "omnigraph/exec/results/column_values.h"
#include "omnigraph/exec/results/key_table.h"

namespace omnigraph::exec {

class Group final : public RowStage {
 public:
  Group(StageContext& context, RowStage& next);

  Result<Flow> consume(Rows rows) override;
  // Passes all groups on at once.
  Status finish() override;

 private:
  StageContext& context_;
  RowStage& next_;
  KeyTable table_;
  RowStore first_rows_;  // per group: the variables that are keys
  std::vector<std::vector<columnar::ArrayPtr>> key_chunks_;  // per key; empty for entities
  std::vector<std::unique_ptr<GroupedAggregate>> aggregates_;
  std::vector<uint32_t> groups_;
};

// The variables that are group keys themselves.
std::vector<query::VarId> key_variables(const query::Read& read);

}  // namespace omnigraph::exec
