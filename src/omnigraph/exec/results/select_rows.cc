#include "omnigraph/exec/results/select_rows.h"

#include <utility>

namespace omnigraph::exec {
namespace {

Result<Flow> pass(Rows rows, const std::vector<uint32_t>& indices, RowStage& next) {
  if (indices.empty()) {
    return Flow::kMore;
  }
  if (indices.size() == rows.row_count()) {
    return next.consume(std::move(rows));
  }
  return next.consume(take_rows(rows, indices));
}

}  // namespace

Result<Flow> Having::consume(Rows rows) {
  OG_ASSIGN_OR_RETURN(
      const auto indices,
      context_.evaluator.select(*context_.read.having, rows.batch, rows.above_groups()));
  return pass(std::move(rows), indices, next_);
}

Result<Flow> Distinct::consume(Rows rows) {
  std::vector<KeyColumn> keys;
  for (const query::OutputColumn& column : context_.read.columns) {
    OG_ASSIGN_OR_RETURN(KeyColumn key, key_values(context_, *column.expr, rows));
    keys.push_back(std::move(key));
  }
  std::vector<uint32_t> fresh;
  OG_RETURN_IF_ERROR(seen_.assign(keys, rows.row_count(), &ids_, &fresh));
  return pass(std::move(rows), fresh, next_);
}

}  // namespace omnigraph::exec
