// Frame: the rows over which an expression is evaluated: a batch, or some rows of an outer frame
// (the right side of `and`, a branch of `case`). An inner frame copies nothing until it is asked,
// and then only the variables asked for; what the outer frame has fetched is taken from there.
//
// Lives on the stack of one evaluation; an outer frame outlives its inner ones.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/exec/expressions/evaluator.h"

namespace omnigraph::exec {

class Frame {
 public:
  Frame(const RowBatch& batch, const GroupedColumns* grouped);
  // Rows `rows` of `outer`, ascending.
  Frame(Frame& outer, std::vector<uint32_t> rows);
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  size_t row_count() const { return outer_ == nullptr ? batch_->row_count : rows_.size(); }
  Frame* outer() { return outer_; }
  const std::vector<uint32_t>& rows() const { return rows_; }

  // A variable's values; `bound` is false if it has none here.
  const EntityColumn& entities(query::VarId variable);
  // All bound variables, for pattern blocks.
  const RowBatch& batch();

  // Null if there is no such column: an expression above grouping was evaluated below it.
  columnar::ArrayPtr group_key(size_t index);
  columnar::ArrayPtr aggregate(size_t index);

  // Columns that were read for the rows of this very frame.
  columnar::ArrayPtr find_fetched(query::VarId variable, std::string_view column) const;
  void keep_fetched(query::VarId variable, std::string_view column, columnar::ArrayPtr values);

 private:
  struct Fetched {
    query::VarId variable;
    std::string column;
    columnar::ArrayPtr values;
  };

  const RowBatch* batch_ = nullptr;
  const GroupedColumns* grouped_ = nullptr;
  Frame* outer_ = nullptr;
  std::vector<uint32_t> rows_;
  std::vector<EntityColumn> taken_;  // by variable; those asked for so far
  std::optional<RowBatch> taken_batch_;
  std::vector<Fetched> fetched_;
};

}  // namespace omnigraph::exec
