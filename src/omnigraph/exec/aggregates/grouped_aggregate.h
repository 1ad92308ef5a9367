// GroupedAggregate: one aggregate of a query with everything around its accumulator: its argument
// is evaluated, `distinct` drops repeated values of a group, its memory is charged to the run.
#pragma once

#include <memory>
#include <optional>

#include "omnigraph/exec/aggregates/accumulator.h"
#include "omnigraph/exec/operators/scope.h"
#include "omnigraph/exec/results/key_table.h"

namespace omnigraph::exec {

struct AggregateSpec {
  query::ast::AggregateKind kind = query::ast::AggregateKind::kCount;
  bool distinct = false;
  query::ExprPtr argument;  // may be null: rows
  query::ValueType type;
  std::vector<query::VarId> canonical_order;  // of collect: variables by which its rows are ordered
};

class GroupedAggregate {
 public:
  GroupedAggregate(RunState& run, Evaluator& evaluator, AggregateSpec spec);
  ~GroupedAggregate() { run_.memory.release(charged_bytes_); }
  GroupedAggregate(const GroupedAggregate&) = delete;
  GroupedAggregate& operator=(const GroupedAggregate&) = delete;

  // Row i of `rows` belongs to groups[i].
  Status add(const RowBatch& rows, std::span<const uint32_t> groups, uint32_t group_count);
  Result<columnar::ArrayPtr> finish(uint32_t group_count) {
    return accumulator_->finish(group_count);
  }

 private:
  Status add_distinct(AggregateInput input);

  RunState& run_;
  Evaluator& evaluator_;
  AggregateSpec spec_;
  std::optional<query::VarId> entity_;
  std::unique_ptr<Accumulator> accumulator_;
  std::unique_ptr<KeyTable> seen_;  // (group, value) tuples, if distinct values are wanted
  size_t charged_bytes_ = 0;
};

// The variables of a pattern in the order that tells rows apart: nodes in order of appearance, then
// edges; without anonymous ones, as in Read::tie_break.
std::vector<query::VarId> canonical_order(const query::Pattern& pattern,
                                          const query::CheckedQuery& query);

}  // namespace omnigraph::exec
