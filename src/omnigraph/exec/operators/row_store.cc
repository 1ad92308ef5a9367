#include "omnigraph/exec/operators/row_store.h"

#include <utility>

namespace omnigraph::exec {
namespace {

template <typename T>
void append_values(const std::vector<T>& from,
                   const std::vector<uint32_t>* indices,
                   std::vector<T>* to) {
  if (indices == nullptr) {
    to->insert(to->end(), from.begin(), from.end());
    return;
  }
  for (const uint32_t index : *indices) {
    to->push_back(from[index]);
  }
}

}  // namespace

RowStore::RowStore(MemoryMeter& memory, size_t variable_count, std::vector<query::VarId> variables)
    : memory_(memory), variables_(std::move(variables)) {
  rows_.variables.resize(variable_count);
}

Status RowStore::append(const RowBatch& batch, const std::vector<uint32_t>* indices) {
  const size_t count = indices == nullptr ? batch.row_count : indices->size();
  const size_t bytes = count * variables_.size() * (sizeof(uint32_t) + sizeof(uint16_t));
  OG_RETURN_IF_ERROR(memory_.charge(bytes));
  charged_bytes_ += bytes;
  for (const query::VarId v : variables_) {
    const EntityColumn& from = batch.variables[v];
    EntityColumn& to = rows_.variables[v];
    if (!from.bound) {
      continue;
    }
    to.bound = true;
    append_values(from.positions, indices, &to.positions);
    if (!from.type_index.empty()) {
      append_values(from.type_index, indices, &to.type_index);
    }
  }
  rows_.row_count += count;
  return {};
}

void RowStore::keep(const std::vector<uint32_t>& indices) {
  rows_ = take_rows(rows_, indices);
  const size_t bytes = indices.size() * variables_.size() * (sizeof(uint32_t) + sizeof(uint16_t));
  memory_.release(charged_bytes_ - bytes);
  charged_bytes_ = bytes;
}

}  // namespace omnigraph::exec
