#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {
namespace {

template <typename T>
std::vector<T> take_values(const std::vector<T>& values, const std::vector<uint32_t>& indices) {
  std::vector<T> taken(indices.size());
  for (size_t i = 0; i < indices.size(); ++i) {
    taken[i] = values[indices[i]];
  }
  return taken;
}

}  // namespace

RowBatch take_rows(const RowBatch& batch, const std::vector<uint32_t>& indices) {
  RowBatch taken;
  taken.row_count = indices.size();
  taken.variables.resize(batch.variables.size());
  for (size_t v = 0; v < batch.variables.size(); ++v) {
    const EntityColumn& column = batch.variables[v];
    if (!column.bound) {
      continue;
    }
    EntityColumn& to = taken.variables[v];
    to.bound = true;
    to.positions = take_values(column.positions, indices);
    if (!column.type_index.empty()) {
      to.type_index = take_values(column.type_index, indices);
    }
  }
  if (!batch.origin.empty()) {
    taken.origin = take_values(batch.origin, indices);
  }
  return taken;
}

}  // namespace omnigraph::exec
