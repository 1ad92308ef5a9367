// RowBatch: what flows between the operators of a pattern: rows of bound variables. An entity is
// not copied, it is a position in its type's table; properties are fetched when an expression needs
// them. At most kBatchRows rows by default (a mode of the tests makes it 1 or 3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "omnigraph/columnar/array.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

inline constexpr size_t kDefaultBatchRows = 2048;

// The values of one variable. Row i is the entity at positions[i] of the table of
// VariableInfo::types[type_index[i]]; type_index is empty when the variable has one type only.
// positions[i] == columnar::kNullRow: null (an unmatched optional).
struct EntityColumn {
  bool bound = false;
  std::vector<uint32_t> positions;
  std::vector<uint16_t> type_index;
};

struct RowBatch {
  size_t row_count = 0;
  // By VarId; unbound variables have bound == false and no positions.
  std::vector<EntityColumn> variables;
  // Inside a block: the row of the enclosing batch that row i extends, ascending. Empty elsewhere.
  std::vector<uint32_t> origin;
};

// Rows `indices` of `batch`, all bound variables and the origin.
RowBatch take_rows(const RowBatch& batch, const std::vector<uint32_t>& indices);

}  // namespace omnigraph::exec
