// Does a state keep the rules of its schema, and do its indices say what its columns hold? What
// writes check of the rows they touch, here for all rows:
//
//   each row      required, enum, @range, @check
//   each table    _id, @key and @unique; @card for edges
//   each edge     both ends are stored nodes
//   each index    index/: every live row of the fragments that a segment covers stands in it once,
//                 with the value of its column, and the segment is in order
//
// Of each rule and table the first violation is a finding; of rows, the first in every 65,536.
#pragma once

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/snapshot/snapshot.h"
#include "omnigraph/graph/verify/findings.h"

namespace omnigraph::graph {

// Memory: 32 bytes a node, as much for the rows of one table with unique values, 40 for those of
// one index segment. Errors: cancelled; a store that does not answer.
Status check_state(const Snapshot& snapshot, Findings& findings, const CancelToken& cancel);

// The segments of one table's indices.
Status check_indices(const TableView& view, Findings& findings, const CancelToken& cancel);

}  // namespace omnigraph::graph
