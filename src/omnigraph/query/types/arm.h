// One arm of a read: match … return … having.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

struct CheckedColumn {
  std::string name;
  ExprPtr
      raw;  // over the pattern's variables and aggregates, before grouping; null if it has an error
  SourceSpan span;
};

struct CheckedArm {
  Scope scope;
  std::vector<Alias> aliases;
  AggregateSink sink;
  bool aggregated = false;
  std::vector<CheckedColumn> columns;
  Read read;  // pattern, group_keys, having, distinct, columns
};

void check_arm(Context& context, const ast::Arm& arm, CheckedArm& checked);

// Names and checks result columns: each projection but those that name themselves needs an alias
// (T43), names differ (T25), a Blob cannot be returned (T24).
void add_column(Context& context,
                const ast::Projection& projection,
                const ExprPtr& raw,
                std::vector<CheckedColumn>& columns);

// The name of a column without alias, empty if it needs one.
std::string default_name(const ast::Expr& expr);

}  // namespace omnigraph::query::types
