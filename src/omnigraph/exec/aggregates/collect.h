// Accumulator of collect: the values of a group as a list, nulls left out, in the canonical order
// of rows: by the identity of their entities, node variables first. `distinct` keeps first
// occurrences.
#pragma once

#include <vector>

#include "omnigraph/exec/aggregates/accumulator.h"
#include "omnigraph/exec/operators/row_store.h"
#include "omnigraph/exec/operators/scope.h"

namespace omnigraph::exec {

class Collect final : public Accumulator {
 public:
  struct Options {
    bool distinct = false;
    const query::Expr* argument = nullptr;
    std::vector<query::VarId> canonical_order;  // variables of the rows that come in
  };
  Collect(RunState& run, Options options);

  Status add(const AggregateInput& input) override;
  // Lists of values; entities as lists of JSON texts.
  Result<columnar::ArrayPtr> finish(uint32_t group_count) override;
  size_t byte_size() const override { return byte_size_; }

 private:
  // The rows in their final order, group after group.
  Result<std::vector<uint32_t>> ordered();
  // Those rows of `order` whose value is the first of its kind in its group.
  Status drop_repeats(const columnar::ArrayPtr& values, std::vector<uint32_t>* order);

  RunState& run_;
  Options options_;
  std::optional<query::VarId> entity_;  // the argument's variable
  RowStore rows_;
  std::vector<uint32_t> groups_;            // per row held
  std::vector<columnar::ArrayPtr> values_;  // chunks; unless entity_
  size_t byte_size_ = 0;
};

}  // namespace omnigraph::exec
