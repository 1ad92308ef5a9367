#include "omnigraph/exec/expressions/frame.h"

#include <utility>

namespace omnigraph::exec {
namespace {

columnar::ArrayPtr column_at(const std::vector<columnar::ArrayPtr>& columns, size_t index) {
  return index < columns.size() ? columns[index] : nullptr;
}

columnar::ArrayPtr take_if(const columnar::ArrayPtr& column, const std::vector<uint32_t>& rows) {
  return column ? columnar::take(*column, rows) : nullptr;
}

}  // namespace

Frame::Frame(const RowBatch& batch, const GroupedColumns* grouped)
    : batch_(&batch), grouped_(grouped) {}

Frame::Frame(Frame& outer, std::vector<uint32_t> rows) : outer_(&outer), rows_(std::move(rows)) {}

const EntityColumn& Frame::entities(query::VarId variable) {
  static const EntityColumn kUnbound;
  if (outer_ == nullptr) {
    return variable < batch_->variables.size() ? batch_->variables[variable] : kUnbound;
  }
  if (variable < taken_.size() && taken_[variable].bound) {
    return taken_[variable];
  }
  const EntityColumn& whole = outer_->entities(variable);
  if (!whole.bound) {
    return kUnbound;
  }
  if (taken_.size() <= variable) {
    taken_.resize(variable + 1);
  }
  EntityColumn& column = taken_[variable];
  column.bound = true;
  column.positions.reserve(rows_.size());
  for (const uint32_t row : rows_) {
    column.positions.push_back(whole.positions[row]);
  }
  if (!whole.type_index.empty()) {
    column.type_index.reserve(rows_.size());
    for (const uint32_t row : rows_) {
      column.type_index.push_back(whole.type_index[row]);
    }
  }
  return column;
}

const RowBatch& Frame::batch() {
  if (outer_ == nullptr) {
    return *batch_;
  }
  if (!taken_batch_) {
    taken_batch_ = exec::take_rows(outer_->batch(), rows_);
  }
  return *taken_batch_;
}

columnar::ArrayPtr Frame::group_key(size_t index) {
  if (outer_ != nullptr) {
    return take_if(outer_->group_key(index), rows_);
  }
  return grouped_ == nullptr ? nullptr : column_at(grouped_->keys, index);
}

columnar::ArrayPtr Frame::aggregate(size_t index) {
  if (outer_ != nullptr) {
    return take_if(outer_->aggregate(index), rows_);
  }
  return grouped_ == nullptr ? nullptr : column_at(grouped_->aggregates, index);
}

columnar::ArrayPtr Frame::find_fetched(query::VarId variable, std::string_view column) const {
  for (const Fetched& fetched : fetched_) {
    if (fetched.variable == variable && fetched.column == column) {
      return fetched.values;
    }
  }
  return nullptr;
}

void Frame::keep_fetched(query::VarId variable,
                         std::string_view column,
                         columnar::ArrayPtr values) {
  fetched_.push_back({variable, std::string(column), std::move(values)});
}

}  // namespace omnigraph::exec
