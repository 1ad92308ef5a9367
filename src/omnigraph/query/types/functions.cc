#include "omnigraph/query/types/functions.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace omnigraph::query {
namespace {

using A = ArgumentKind;
using R = ResultKind;

FunctionInfo function(std::string_view name, std::vector<A> arguments, R result) {
  FunctionInfo info;
  info.name = name;
  info.required = arguments.size();
  info.arguments = std::move(arguments);
  info.result = result;
  return info;
}

// The last argument may be left out.
FunctionInfo optional_last(FunctionInfo info) {
  info.required = info.arguments.size() - 1;
  return info;
}
FunctionInfo raising(FunctionInfo info) {
  info.can_raise = true;
  return info;
}
FunctionInfo nulls(NullRule rule, FunctionInfo info) {
  info.nulls = rule;
  return info;
}
FunctionInfo variadic(FunctionInfo info) {
  info.variadic = true;
  return info;
}
FunctionInfo later(FunctionInfo info) {
  info.runnable = false;
  return info;
}

std::vector<FunctionInfo> null_functions() {
  return {
      variadic(nulls(NullRule::kAllNull, function("coalesce", {A::kScalar}, R::kCommon))),
      nulls(NullRule::kAlways,
            function("nullif", {A::kComparable, A::kComparable}, R::kSameAsFirst)),
      variadic(nulls(NullRule::kAllNull, function("least", {A::kComparable}, R::kCommon))),
      variadic(nulls(NullRule::kAllNull, function("greatest", {A::kComparable}, R::kCommon))),
  };
}

std::vector<FunctionInfo> number_functions() {
  return {
      // The smallest integer has no positive counterpart.
      raising(function("abs", {A::kNumber}, R::kWidened)),
      function("sign", {A::kNumber}, R::kI64),
      function("ceil", {A::kNumber}, R::kWidened),
      function("floor", {A::kNumber}, R::kWidened),
      raising(optional_last(function("round", {A::kNumber, A::kInteger}, R::kWidened))),
      raising(function("sqrt", {A::kNumber}, R::kF64)),
      raising(function("exp", {A::kNumber}, R::kF64)),
      raising(function("ln", {A::kNumber}, R::kF64)),
      raising(function("pow", {A::kNumber, A::kNumber}, R::kF64)),
      raising(function("div", {A::kInteger, A::kInteger}, R::kCommon)),
  };
}

std::vector<FunctionInfo> string_functions() {
  return {
      function("length", {A::kStringOrList}, R::kI64),
      function("lower", {A::kString}, R::kString),
      function("upper", {A::kString}, R::kString),
      function("trim", {A::kString}, R::kString),
      function("ltrim", {A::kString}, R::kString),
      function("rtrim", {A::kString}, R::kString),
      raising(
          optional_last(function("substring", {A::kString, A::kInteger, A::kInteger}, R::kString))),
      raising(function("left", {A::kString, A::kInteger}, R::kString)),
      raising(function("right", {A::kString, A::kInteger}, R::kString)),
      function("replace", {A::kString, A::kString, A::kString}, R::kString),
      function("split", {A::kString, A::kString}, R::kStringList),
      function("join", {A::kStringList, A::kString}, R::kString),
      function("index_of", {A::kString, A::kString}, R::kI64),
      function("reverse", {A::kString}, R::kString),
      variadic(nulls(NullRule::kNever, function("concat", {A::kScalar}, R::kString))),
      function("starts_with", {A::kString, A::kString}, R::kBool),
      function("ends_with", {A::kString, A::kString}, R::kBool),
      function("contains", {A::kStringOrList, A::kScalar}, R::kBool),
      raising(function("matches", {A::kString, A::kString}, R::kBool)),
  };
}

std::vector<FunctionInfo> list_functions() {
  return {
      nulls(NullRule::kAlways, function("item", {A::kList, A::kInteger}, R::kElement)),
      nulls(NullRule::kAlways, function("first", {A::kList}, R::kElement)),
      nulls(NullRule::kAlways, function("last", {A::kList}, R::kElement)),
  };
}

std::vector<FunctionInfo> date_functions() {
  return {
      nulls(NullRule::kNever, function("now", {}, R::kDateTime)),
      nulls(NullRule::kNever, function("today", {}, R::kDate)),
      function("year", {A::kDateOrDateTime}, R::kI64),
      function("month", {A::kDateOrDateTime}, R::kI64),
      function("day", {A::kDateOrDateTime}, R::kI64),
      function("hour", {A::kDateTime}, R::kI64),
      function("minute", {A::kDateTime}, R::kI64),
      function("second", {A::kDateTime}, R::kI64),
      function("weekday", {A::kDateOrDateTime}, R::kI64),
      raising(function("date_add", {A::kDateOrDateTime, A::kInteger, A::kUnit}, R::kSameAsFirst)),
      raising(function("date_diff", {A::kDateOrDateTime, A::kDateOrDateTime, A::kUnit}, R::kI64)),
      raising(function("date_trunc", {A::kDateOrDateTime, A::kUnit}, R::kSameAsFirst)),
      function("epoch_ms", {A::kDateTime}, R::kI64),
  };
}

std::vector<FunctionInfo> conversion_functions() {
  return {
      function("to_string", {A::kScalar}, R::kString),
      // A text with a fraction is refused (R104), one that is no number at all gives null.
      raising(nulls(NullRule::kAlways, function("to_int", {A::kTextOrNumber}, R::kI64))),
      nulls(NullRule::kAlways, function("to_float", {A::kTextOrNumber}, R::kF64)),
      nulls(NullRule::kAlways, function("to_bool", {A::kTextOrBool}, R::kBool)),
      nulls(NullRule::kAlways, function("to_date", {A::kTextOrTime}, R::kDate)),
      nulls(NullRule::kAlways, function("to_datetime", {A::kTextOrTime}, R::kDateTime)),
  };
}

std::vector<FunctionInfo> graph_functions() {
  return {
      function("id", {A::kEntity}, R::kString),
      later(function("nodes", {A::kPath}, R::kJson)),
      later(function("edges", {A::kPath}, R::kJson)),
      // Its arguments are named and of any kind; the checker treats it apart.
      later(variadic(nulls(NullRule::kNever, function("object", {A::kScalar}, R::kJson)))),
  };
}

std::vector<FunctionInfo> make_table() {
  std::vector<FunctionInfo> table;
  for (const auto& group : {null_functions(),
                            number_functions(),
                            string_functions(),
                            list_functions(),
                            date_functions(),
                            conversion_functions(),
                            graph_functions()}) {
    table.insert(table.end(), group.begin(), group.end());
  }
  return table;
}

const std::vector<FunctionInfo>& table() {
  static const std::vector<FunctionInfo> kTable = make_table();
  return kTable;
}

std::string_view argument_name(ArgumentKind kind) {
  switch (kind) {
    case A::kNumber:
      return "number";
    case A::kInteger:
      return "integer";
    case A::kString:
      return "String";
    case A::kStringOrList:
      return "String or list";
    case A::kStringList:
      return "[String]";
    case A::kList:
      return "list";
    case A::kDateOrDateTime:
      return "Date or DateTime";
    case A::kDateTime:
      return "DateTime";
    case A::kUnit:
      return "unit";
    case A::kComparable:
      return "value";
    case A::kScalar:
      return "scalar";
    case A::kTextOrNumber:
      return "String or number";
    case A::kTextOrBool:
      return "String or Bool";
    case A::kTextOrTime:
      return "String, Date or DateTime";
    case A::kEntity:
      return "node or edge";
    case A::kPath:
      return "path";
  }
  return "value";
}

constexpr std::array<std::string_view, 3> kTimeUnits = {"second", "minute", "hour"};
constexpr std::array<std::string_view, 5> kDayUnits = {"day", "week", "month", "quarter", "year"};

}  // namespace

const FunctionInfo* find_function(std::string_view name) {
  static const std::unordered_map<std::string_view, const FunctionInfo*> kIndex = [] {
    std::unordered_map<std::string_view, const FunctionInfo*> index;
    for (const FunctionInfo& info : table()) {
      index.emplace(info.name, &info);
    }
    return index;
  }();
  const auto found = kIndex.find(name);
  return found == kIndex.end() ? nullptr : found->second;
}

std::span<const FunctionInfo> all_functions() {
  return table();
}

std::string signature(const FunctionInfo& function) {
  std::string text = std::string(function.name) + "(";
  for (size_t i = 0; i < function.arguments.size(); ++i) {
    text += i == 0 ? "" : ", ";
    text += argument_name(function.arguments[i]);
    text += i >= function.required ? "?" : "";
  }
  text += function.variadic ? ", …)" : ")";
  return text;
}

bool is_date_unit(std::string_view unit) {
  return is_time_unit(unit) ||
         std::find(kDayUnits.begin(), kDayUnits.end(), unit) != kDayUnits.end();
}

bool is_time_unit(std::string_view unit) {
  return std::find(kTimeUnits.begin(), kTimeUnits.end(), unit) != kTimeUnits.end();
}

}  // namespace omnigraph::query
