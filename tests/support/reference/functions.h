// The functions of the query language (its section 8), on plain values. Each group has its file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/query/types/value.h"
#include "support/reference/plain_value.h"

namespace omnigraph::testing {

struct PlainCall {
  PlainList arguments;
  std::vector<query::ValueType> types;  // of the arguments
  query::ValueType result;
  int64_t now_ms = 0;
};
using PlainFunction = Result<PlainValue> (*)(const PlainCall& call);
using PlainFunctions = std::map<std::string_view, PlainFunction>;

// These are null if an argument is: the caller sees to it.
const PlainFunctions& number_functions();
const PlainFunctions& text_functions();
const PlainFunctions& time_functions();
const PlainFunctions& conversion_functions();
// nullif, least, greatest, concat, item, first, last: they have rules of their own for nulls.
const PlainFunctions& choice_functions();

// `value` as a number of the type: an integer becomes a float where one is wanted.
PlainValue as_type(const PlainValue& value, const query::ValueType& type);

// The code points of a valid UTF-8 text, each as its own text.
std::vector<std::string> code_points(const std::string& text);

}  // namespace omnigraph::testing
