// Evaluates expressions over a batch, column by column.
//
// The result of `evaluate` is one Array of `batch.row_count` rows of the expression's column type.
// Entities cannot be columns: an expression of entity type is handled by its user (comparison,
// count, results). Null rules, exact numeric comparison and errors (R101…) are those of the
// language specification, sections 6 and 8. `and`, `or`, `case` and `coalesce` evaluate their later
// operands only on the rows that need them, so guarded expressions do not raise.
//
// Not thread-safe: one Evaluator per run and thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/columnar/array.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/row_batch.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

// Answers pattern blocks inside expressions (exists { … }, count { … }). Implemented by the pattern
// operators, so that the evaluator does not know them.
class BlockRunner {
 public:
  virtual ~BlockRunner() = default;
  // One Bool per row, no nulls: has the pattern a solution for this row?
  virtual Result<columnar::ArrayPtr> exists(const query::Pattern& pattern,
                                            const RowBatch& batch) = 0;
  // The aggregate's value per row.
  virtual Result<columnar::ArrayPtr> aggregate(const query::AggregateBlockExpr& block,
                                               const query::ValueType& type,
                                               const RowBatch& batch) = 0;
};

// Values of the level above grouping: AggregateRef{i} is aggregates[i], GroupKeyRef{i} is keys[i],
// all of equal length. Empty below grouping.
struct GroupedColumns {
  std::vector<columnar::ArrayPtr> keys;
  std::vector<columnar::ArrayPtr> aggregates;
};

class Evaluator {
 public:
  // `blocks` may be null where the expressions hold no blocks. All must outlive the evaluator.
  Evaluator(ExecContext& context, BlockRunner* blocks);
  ~Evaluator();

  Result<columnar::ArrayPtr> evaluate(const query::Expr& expr,
                                      const RowBatch& batch,
                                      const GroupedColumns* grouped = nullptr);
  // Row numbers where `condition` is true (not false, not null), ascending.
  Result<std::vector<uint32_t>> select(const query::Expr& condition,
                                       const RowBatch& batch,
                                       const GroupedColumns* grouped = nullptr);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `value` as a column of `length` equal rows. A Blob is its text, as written in parameters, in a
// String column: whoever stores it decodes it. Texts of more than 2 GiB together stop the process.
columnar::ArrayPtr constant_column(const query::Value& value,
                                   const query::ValueType& type,
                                   size_t length);

}  // namespace omnigraph::exec
