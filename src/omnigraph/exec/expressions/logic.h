// Three-valued logic on Bool columns, eight rows at a time.
#pragma once

#include <vector>

#include "omnigraph/exec/expressions/column.h"

namespace omnigraph::exec {

enum class Connective : uint8_t { kAnd, kOr };

Column connect(Connective connective, const Column& a, const Column& b, size_t length);
Column negated(const Column& a);

// Where a value is null, or where not.
Column null_test(const Column& a, bool negated);

// Row numbers where `condition` is true, ascending.
std::vector<uint32_t> true_rows(const Column& condition, size_t length);
// Row numbers that the left side of `and` (false) or `or` (true) does not decide, ascending.
std::vector<uint32_t> undecided_rows(Connective connective, const Column& left, size_t length);

}  // namespace omnigraph::exec
