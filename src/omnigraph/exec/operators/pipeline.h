// Pipeline: the operators of one PatternPlan in a row, ready to run any number of times.
#pragma once

#include <memory>
#include <vector>

#include "omnigraph/exec/operators/operator.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/plan/pattern_plan.h"

namespace omnigraph::exec {

class Pipeline {
 public:
  // Opens the topologies that the plan needs. `plan` and `scope` must outlive the pipeline.
  static Result<Pipeline> make(PatternScope& scope, const PatternPlan& plan);

  // Runs all rows that `source` gives through the operators into `sink`.
  Status run(Source& source, Sink& sink);

 private:
  std::vector<std::unique_ptr<Transform>> transforms_;
};

// One batch, as it is: the outer rows of a block.
class BatchSource final : public Source {
 public:
  explicit BatchSource(RowBatch batch) : batch_(std::move(batch)) {}
  // One row without variables: where a pattern starts that nothing encloses.
  static BatchSource unit(size_t variable_count);

  Status produce(Sink& next) override;

 private:
  RowBatch batch_;
};

}  // namespace omnigraph::exec
