// Aggregates over rows.
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "support/reference/evaluate.h"

namespace omnigraph::testing {

struct PlainAggregate {
  query::ast::AggregateKind kind = query::ast::AggregateKind::kCount;
  bool distinct = false;
  const query::Expr* argument = nullptr;  // none: count(*)
  query::ValueType type;                  // of the result
};

// The value over `rows`, which stand in canonical order. Errors: those of the argument, R102, R103.
Result<PlainValue> aggregate_rows(const PlainContext& context,
                                  const PlainAggregate& aggregate,
                                  const std::vector<PlainRow>& rows);

}  // namespace omnigraph::testing
