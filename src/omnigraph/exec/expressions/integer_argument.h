// IntegerArgument: a function's integer argument of whatever kind as int64_t, cut to a range beyond
// which its size makes no difference.
#pragma once

#include <cstdint>
#include <limits>

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/exec/expressions/numbers.h"

namespace omnigraph::exec {

class IntegerArgument {
 public:
  explicit IntegerArgument(const Column& column,
                           int64_t limit = std::numeric_limits<int64_t>::max())
      : is_unsigned_(number_form(column.array->kind()) == NumberForm::kUint64),
        numbers_(column),
        limit_(limit) {}

  // In [-limit, limit].
  int64_t operator[](size_t i) const {
    const int64_t value = numbers_[i];
    if (is_unsigned_ && value < 0) {  // beyond the largest int64_t
      return limit_;
    }
    return value > limit_ ? limit_ : value < -limit_ ? -limit_ : value;
  }

 private:
  bool is_unsigned_;
  Numbers<int64_t> numbers_;
  int64_t limit_;
};

}  // namespace omnigraph::exec
