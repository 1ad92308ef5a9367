#include "omnigraph/exec/operators/pattern_blocks.h"

#include <numeric>
#include <utility>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/aggregates/grouped_aggregate.h"
#include "omnigraph/exec/plan/conjunct.h"
#include "omnigraph/exec/plan/plan_pattern.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using query::Pattern;

// The variables of enclosing patterns that the block uses, of all rows of `batch`.
RowBatch outer_rows(const Pattern& pattern, const RowBatch& batch) {
  RowBatch outer;
  outer.row_count = batch.row_count;
  outer.variables.resize(batch.variables.size());
  for (const query::VarId v : pattern.outer) {
    outer.variables[v] = batch.variables[v];
  }
  outer.origin.resize(batch.row_count);
  std::iota(outer.origin.begin(), outer.origin.end(), 0U);
  return outer;
}

// Notes which outer rows have a solution.
class ExistsSink final : public Sink {
 public:
  explicit ExistsSink(std::vector<uint8_t>& found) : found_(found) {}
  Result<Flow> consume(RowBatch batch) override {
    for (const uint32_t row : batch.origin) {
      missing_ -= found_[row] == 0 ? 1 : 0;
      found_[row] = 1;
    }
    return missing_ == 0 && stop_early_ ? Flow::kEnough : Flow::kMore;
  }
  // Ends the run once every one of `rows` outer rows has a solution.
  void stop_when_all(size_t rows) {
    stop_early_ = true;
    missing_ = rows;
  }

 private:
  std::vector<uint8_t>& found_;
  bool stop_early_ = false;
  size_t missing_ = 0;
};

class AggregateSink final : public Sink {
 public:
  AggregateSink(GroupedAggregate& aggregate, size_t outer_rows)
      : aggregate_(aggregate), outer_rows_(static_cast<uint32_t>(outer_rows)) {}
  Result<Flow> consume(RowBatch batch) override {
    OG_RETURN_IF_ERROR(aggregate_.add(batch, batch.origin, outer_rows_));
    return Flow::kMore;
  }

 private:
  GroupedAggregate& aggregate_;
  uint32_t outer_rows_;
};

}  // namespace

Result<PatternBlocks::Block*> PatternBlocks::block(const Pattern& pattern,
                                                   bool exists,
                                                   const VarSet& wanted) {
  std::unique_ptr<Block>& block = blocks_[std::pair(&pattern, exists)];
  if (block == nullptr) {
    auto made = std::make_unique<Block>(run_, *this);
    VarSet outer;
    for (const query::VarId v : pattern.outer) {
      outer.insert(v);
    }
    OG_ASSIGN_OR_RETURN(made->plan, plan_pattern(run_.context, {pattern, outer, wanted, exists}));
    OG_ASSIGN_OR_RETURN(made->pipeline, Pipeline::make(made->scope, made->plan));
    block = std::move(made);
  }
  return block.get();
}

Result<ArrayPtr> PatternBlocks::exists(const Pattern& pattern, const RowBatch& batch) {
  OG_ASSIGN_OR_RETURN(Block* const found, block(pattern, /*exists=*/true, VarSet()));
  std::vector<uint8_t> own;
  const bool stop_early = !found->plan.can_raise;
  std::vector<uint8_t>& settled = stop_early ? found->scope.settled : own;
  settled.assign(batch.row_count, 0);
  ExistsSink sink(settled);
  if (stop_early) {
    sink.stop_when_all(batch.row_count);
  }
  BatchSource source(outer_rows(pattern, batch));
  OG_RETURN_IF_ERROR(found->pipeline->run(source, sink));
  columnar::Builder builder(columnar::TypeKind::kBool);
  for (const uint8_t flag : settled) {
    builder.append_bool(flag != 0);
  }
  return builder.finish();
}

Result<ArrayPtr> PatternBlocks::aggregate(const query::AggregateBlockExpr& block_expr,
                                          const query::ValueType& type,
                                          const RowBatch& batch) {
  const Pattern& pattern = *block_expr.pattern;
  AggregateSpec spec{block_expr.kind, block_expr.distinct, block_expr.argument, type, {}};
  VarSet wanted;
  if (spec.argument != nullptr) {
    insert_variables(*spec.argument, &wanted);
  }
  if (spec.kind == query::ast::AggregateKind::kCollect) {
    spec.canonical_order = canonical_order(pattern, run_.context.query);
    for (const query::VarId v : spec.canonical_order) {
      wanted.insert(v);
    }
  }
  OG_ASSIGN_OR_RETURN(Block* const found, block(pattern, /*exists=*/false, wanted));
  GroupedAggregate aggregate(run_, found->evaluator, std::move(spec));
  AggregateSink sink(aggregate, batch.row_count);
  BatchSource source(outer_rows(pattern, batch));
  OG_RETURN_IF_ERROR(found->pipeline->run(source, sink));
  return aggregate.finish(static_cast<uint32_t>(batch.row_count));
}

}  // namespace omnigraph::exec
