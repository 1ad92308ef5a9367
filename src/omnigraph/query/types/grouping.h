// Grouping: what stands above it may use grouping keys and aggregates only.
#pragma once

#include <functional>
#include <vector>

#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// Replaces each subtree of `expr` that equals keys[i] by GroupKeyRef{i}, the largest ones first.
// `leftover` is set to a part that still depends on a variable, if there is one.
ExprPtr above_grouping(const ExprPtr& expr, const std::vector<ExprPtr>& keys, ExprPtr* leftover);

// A part of `expr` that depends on a variable and is in none of `whole`; null if there is none.
ExprPtr part_outside(const ExprPtr& expr, const std::vector<ExprPtr>& whole);

// Whether values of the type can be ordered: grouping keys and order keys must be.
bool is_orderable(const ValueType& type);

}  // namespace omnigraph::query::types
