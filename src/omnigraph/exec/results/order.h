// Order: holds all rows, sorts them and passes them on. The order is total: rows with equal keys
// are told apart by entities (by id), or by further keys, and last by their arrival. With a limit
// behind it only as many rows are held as may be needed.
#pragma once

#include <optional>

#include "omnigraph/exec/operators/row_store.h"
#include "omnigraph/exec/results/column_values.h"
#include "omnigraph/exec/results/order_column.h"
#include "omnigraph/exec/results/tie_break.h"

namespace omnigraph::exec {

struct OrderKey {
  query::ExprPtr expr;
  OrderRule rule;
};

class Order final : public RowStage {
 public:
  struct Options {
    std::vector<OrderKey> keys;
    std::vector<query::VarId> tie_break;
    std::optional<uint64_t> reach;        // rows that are wanted at most
    std::vector<query::VarId> variables;  // to hold: those that later stages read, and tie_break
  };
  Order(StageContext& context, Options options, RowStage& next);

  Result<Flow> consume(Rows rows) override;
  Status finish() override;

 private:
  bool before(uint32_t a, uint32_t b) const;
  int compare(uint32_t a, uint32_t b) const;
  // The rows that can be among the first `reach`, in any order; all of them without a limit.
  std::vector<uint32_t> candidates() const;
  // Leaves drop_at_ / 2 rows at most.
  Status drop_hopeless();
  // Sorts rows into their final order, as far as `reach` goes.
  Status arrange(std::vector<uint32_t>* rows);
  // Rows whose keys are equal, among places [0, reach) of the order and what is tied with them.
  std::vector<TieRange> ties(const std::vector<uint32_t>& order) const;
  Status emit(const std::vector<uint32_t>& order);

  StageContext& context_;
  Options options_;
  RowStage& next_;
  const size_t drop_at_;  // rows held at which hopeless ones are dropped
  RowStore rows_;
  std::vector<OrderColumn> columns_;
  std::vector<GroupedColumns> grouped_;  // chunks; empty below grouping
};

}  // namespace omnigraph::exec
