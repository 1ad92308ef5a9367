// Expressions of checked queries, one row at a time, with three-valued logic.
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/query/types/checked_query.h"
#include "support/reference/plain_graph.h"

namespace omnigraph::testing {

// What one run of one query works with.
struct PlainContext {
  const query::CheckedQuery& query;
  const PlainGraph& graph;
  PlainList params;
  int64_t now_ms = 0;
};

// An assignment of variables; above grouping also the values of one group.
struct PlainRow {
  std::vector<const PlainEntity*> variables;  // by VarId; null where nothing is assigned
  PlainList group_keys;
  PlainList aggregates;
};

PlainRow empty_row(const PlainContext& context);

// Errors: R101 to R105, as the language says.
Result<PlainValue> evaluate(const PlainContext& context,
                            const query::Expr& expr,
                            const PlainRow& row);

// True only if the condition is true: neither false nor null.
Result<bool> holds(const PlainContext& context, const query::Expr& condition, const PlainRow& row);

}  // namespace omnigraph::testing
