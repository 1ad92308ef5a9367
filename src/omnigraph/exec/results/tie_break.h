// Breaking ties by the identity of entities: what makes an order total. Ids are read only for rows
// that are really tied.
#pragma once

#include <span>
#include <vector>

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/row_batch.h"

namespace omnigraph::exec {

// Places [begin, end) of an order whose rows are equal so far.
struct TieRange {
  size_t begin = 0;
  size_t end = 0;
};

// Sorts each range of `order` (row numbers of `rows`) by the (type, id) of `variables`, one
// variable after the other. Rows with the same entities keep their order.
Status break_ties(ExecContext& context,
                  const RowBatch& rows,
                  std::span<const query::VarId> variables,
                  std::vector<TieRange> ties,
                  std::vector<uint32_t>* order);

}  // namespace omnigraph::exec
