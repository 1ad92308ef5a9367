#include "omnigraph/exec/results/rows.h"

namespace omnigraph::exec {
namespace {

std::vector<columnar::ArrayPtr> take_columns(const std::vector<columnar::ArrayPtr>& columns,
                                             const std::vector<uint32_t>& indices) {
  std::vector<columnar::ArrayPtr> taken;
  for (const columnar::ArrayPtr& column : columns) {
    taken.push_back(column == nullptr ? nullptr : columnar::take(*column, indices));
  }
  return taken;
}

}  // namespace

Rows take_rows(const Rows& rows, const std::vector<uint32_t>& indices) {
  Rows taken;
  taken.batch = take_rows(rows.batch, indices);
  taken.grouped.keys = take_columns(rows.grouped.keys, indices);
  taken.grouped.aggregates = take_columns(rows.grouped.aggregates, indices);
  return taken;
}

}  // namespace omnigraph::exec
