#include "omnigraph/exec/operators/row_gather.h"

#include <utility>

namespace omnigraph::exec {
namespace {

template <typename T>
void gather(const std::vector<T>& from, const std::vector<uint32_t>& rows, std::vector<T>* to) {
  to->resize(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    (*to)[i] = from[rows[i]];
  }
}

}  // namespace

void gather_variables(const RowBatch& from,
                      const std::vector<uint32_t>& rows,
                      const std::vector<query::VarId>& keep,
                      RowBatch* to) {
  to->row_count = rows.size();
  to->variables.resize(from.variables.size());
  for (const query::VarId v : keep) {
    const EntityColumn& column = from.variables[v];
    if (!column.bound) {
      continue;
    }
    to->variables[v].bound = true;
    gather(column.positions, rows, &to->variables[v].positions);
    if (!column.type_index.empty()) {
      gather(column.type_index, rows, &to->variables[v].type_index);
    }
  }
  if (!from.origin.empty()) {
    gather(from.origin, rows, &to->origin);
  }
}

Result<Flow> RowGather::flush(Sink& next) {
  if (rows_.empty()) {
    return Flow::kMore;
  }
  OG_RETURN_IF_ERROR(scope_.run.context.cancel.check());
  RowBatch batch;
  gather_variables(*input_, rows_, keep_, &batch);
  rows_.clear();
  if (node_) {
    batch.variables[node_->variable] =
        EntityColumn{true, std::exchange(nodes_, {}), std::exchange(node_types_, {})};
  }
  if (edge_) {
    batch.variables[edge_->variable] =
        EntityColumn{true, std::exchange(edges_, {}), std::exchange(edge_types_, {})};
  }
  return next.consume(std::move(batch));
}

}  // namespace omnigraph::exec
