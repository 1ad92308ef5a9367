// Stages that let rows pass or not: having, and distinct.
#pragma once

#include "omnigraph/exec/results/column_values.h"
#include "omnigraph/exec/results/key_table.h"

namespace omnigraph::exec {

// Keeps the rows for which `having` is true.
class Having final : public RowStage {
 public:
  Having(StageContext& context, RowStage& next) : context_(context), next_(next) {}
  Result<Flow> consume(Rows rows) override;
  Status finish() override { return next_.finish(); }

 private:
  StageContext& context_;
  RowStage& next_;
};

// Keeps the first of the rows whose result columns are all equal.
class Distinct final : public RowStage {
 public:
  Distinct(StageContext& context, RowStage& next)
      : context_(context), next_(next), seen_(context.run.memory) {}
  Result<Flow> consume(Rows rows) override;
  Status finish() override { return next_.finish(); }

 private:
  StageContext& context_;
  RowStage& next_;
  KeyTable seen_;
  std::vector<uint32_t> ids_;
};

}  // namespace omnigraph::exec
