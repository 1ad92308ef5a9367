// PagePredicate: a condition on one stored column that page statistics can refute, so that a scan
// leaves pages out. It is only ever used to leave out pages without any row for which the condition
// is true; the condition itself is still applied to every row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "omnigraph/graph/table/table_view.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

enum class PageTest : uint8_t {
  kEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNull,
  kNotNull
};

struct PagePredicate {
  query::VarId variable = 0;
  std::string column;  // a property, "_id", "_src" or "_dst"
  PageTest test = PageTest::kEqual;
  std::vector<query::Value> values;  // one; any number for kIn; none for kNull and kNotNull
};

// The condition as a predicate; none if it is not a test of one stored scalar against constants.
std::optional<PagePredicate> page_predicate(const query::Expr& condition,
                                            const std::vector<query::Value>& params);

// False only if no row within these bounds makes the condition true.
bool page_may_match(const graph::ColumnBounds& bounds, const PagePredicate& predicate);

}  // namespace omnigraph::exec
