// Calls of functions in random expressions.
#include "conformance/random_expression.h"

namespace omnigraph::testing {

std::string RandomExpressions::number_call(int depth) {
  const std::string date = property("d");
  const std::string list = property("tn");
  switch (below(12)) {
    case 0:
      return "abs(" + number(depth - 1) + ")";
    case 1:
      return "sign(" + number(depth - 1) + ")";
    case 2:
      return "ceil(" + number(depth - 1) + ")";
    case 3:
      return "floor(" + number(depth - 1) + ")";
    case 4:
      return "round(" + number(depth - 1) + (one_in(2) ? ", 1)" : ")");
    case 5:
      return "index_of(" + text(depth - 1) + ", " + text(0) + ")";
    case 6:
      return "least(" + number(0) + ", " + number(depth - 1) + ", " + number(0) + ")";
    case 7:
      return "nullif(" + number(depth - 1) + ", " + number(0) + ")";
    case 8:
      return "to_int(" + (one_in(2) ? text(0) : number(0)) + ")";
    case 9:
      return list.empty() ? "to_float(" + text(0) + ")" : "length(" + list + ")";
    case 10: {
      if (date.empty()) {
        return "length(" + text(depth - 1) + ")";
      }
      static const char* const kFields[] = {"year", "month", "day", "weekday"};
      return std::string(kFields[below(4)]) + "(" + date_call() + ")";
    }
    default: {
      const std::string numbers = property("n");
      return numbers.empty() ? number(0) : "item(" + numbers + ", " + integer() + ")";
    }
  }
}

std::string RandomExpressions::text_call(int depth) {
  const std::string list = property("t");
  switch (below(12)) {
    case 0:
      return "lower(" + text(depth - 1) + ")";
    case 1:
      return "reverse(" + text(depth - 1) + ")";
    case 2:
      return "trim(" + text(depth - 1) + ")";
    case 3:
      return "substring(" + text(depth - 1) + ", " + std::to_string(below(3)) +
             (one_in(2) ? ", 2)" : ")");
    case 4:
      return "left(" + text(depth - 1) + ", " + std::to_string(below(3)) + ")";
    case 5:
      return "right(" + text(depth - 1) + ", " + (raising_ ? integer() : "1") + ")";
    case 6:
      return "replace(" + text(depth - 1) + ", \"a\", " + text(0) + ")";
    case 7:
      return "to_string(" + value(depth - 1) + ")";
    case 8:
      return "item(split(" + text(depth - 1) + ", \"b\"), " + (one_in(2) ? "0" : "-1") + ")";
    case 9:
      return list.empty() ? text(0) : "join(" + list + ", \"-\")";
    case 10:
      return list.empty() ? text(0) : (one_in(2) ? "first(" : "last(") + list + ")";
    default:
      return "nullif(" + text(depth - 1) + ", " + text(0) + ")";
  }
}

std::string RandomExpressions::date_call() {
  const std::string date = property("d");
  static const char* const kUnits[] = {"day", "week", "month", "quarter", "year"};
  const std::string unit = std::string("\"") + kUnits[below(5)] + "\"";
  return one_in(2) ? "date_trunc(" + date + ", " + unit + ")"
                   : "date_add(" + date + ", " + integer() + ", " + unit + ")";
}

}  // namespace omnigraph::testing
