// PatternBlocks: answers the pattern blocks inside expressions (exists { … }, not { … }, count { …
// }) for a whole batch of outer rows at once: the block's pattern starts from the outer rows, each
// row that it finds knows the outer row it extends, and what is wanted is gathered per outer row.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "omnigraph/exec/expressions/evaluator.h"
#include "omnigraph/exec/operators/pipeline.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/plan/var_set.h"

namespace omnigraph::exec {

class PatternBlocks final : public BlockRunner {
 public:
  explicit PatternBlocks(RunState& run) : run_(run) {}

  // An outer row that has a solution is left alone from then on, unless the block can raise an
  // error: then all solutions are looked at, so that errors do not depend on the order.
  Result<columnar::ArrayPtr> exists(const query::Pattern& pattern, const RowBatch& batch) override;
  Result<columnar::ArrayPtr> aggregate(const query::AggregateBlockExpr& block,
                                       const query::ValueType& type,
                                       const RowBatch& batch) override;

 private:
  // A block that has been planned. Its evaluator is its own: blocks are run in the midst of
  // evaluating an outer expression.
  struct Block {
    Block(RunState& run, PatternBlocks& blocks)
        : evaluator(run.context, &blocks), scope{run, evaluator, {}} {}
    Evaluator evaluator;
    PatternScope scope;
    PatternPlan plan;
    std::optional<Pipeline> pipeline;
  };

  // Planned when it is first needed. `wanted`: variables whose values are used of the rows.
  Result<Block*> block(const query::Pattern& pattern, bool exists, const VarSet& wanted);

  RunState& run_;
  std::map<std::pair<const query::Pattern*, bool>, std::unique_ptr<Block>> blocks_;
};

}  // namespace omnigraph::exec
