// RowStore: rows that an operator holds, variable by variable, until it knows what to do with them.
#pragma once

#include <vector>

#include "omnigraph/exec/operators/memory_meter.h"
#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {

class RowStore {
 public:
  // Holds `variables` of the rows only. `variable_count`: of the whole query.
  RowStore(MemoryMeter& memory, size_t variable_count, std::vector<query::VarId> variables);
  ~RowStore() { memory_.release(charged_bytes_); }
  RowStore(const RowStore&) = delete;
  RowStore& operator=(const RowStore&) = delete;

  size_t size() const { return rows_.row_count; }
  // Appends all rows, or those of `indices`. kResourceExhausted beyond the memory limit.
  Status append(const RowBatch& batch, const std::vector<uint32_t>* indices = nullptr);
  const RowBatch& rows() const { return rows_; }
  // Keeps rows `indices`, in that order.
  void keep(const std::vector<uint32_t>& indices);

 private:
  MemoryMeter& memory_;
  std::vector<query::VarId> variables_;
  RowBatch rows_;
  size_t charged_bytes_ = 0;
};

}  // namespace omnigraph::exec
