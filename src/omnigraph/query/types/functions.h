// The functions of the query language: names, argument kinds, results. One table, which the checker
// and the evaluator share. Aggregates, rank and text calls are no functions (expressions.cc,
// rank.cc).
//
// Some calls never reach the evaluator as FunctionExpr, because the language has another form for
// them: contains, starts_with, ends_with and matches become InExpr or StringTestExpr, id becomes
// MetaRef, now becomes NowRef.
//
// Numbers among the arguments arrive in their own kind: an I32 property stays one, the evaluator
// widens it to what the function computes in. Results have exactly Expr::type.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/query/types/value.h"

namespace omnigraph::query {

enum class ArgumentKind : uint8_t {
  kNumber,
  kInteger,
  kString,
  kStringOrList,  // length, contains
  kStringList,    // join
  kList,          // item, first, last
  kDateOrDateTime,
  kDateTime,
  kUnit,          // a String; a literal is checked against the units
  kComparable,    // a scalar with an order; several must be comparable with each other
  kScalar,        // any scalar but Vector and Blob
  kTextOrNumber,  // to_int, to_float
  kTextOrBool,    // to_bool
  kTextOrTime,    // to_date, to_datetime: String, Date or DateTime
  kEntity,        // id
  kPath,          // nodes, edges
};

enum class ResultKind : uint8_t {
  kBool,
  kI64,
  kF64,
  kString,
  kStringList,
  kDate,
  kDateTime,
  kSameAsFirst,  // date_add, date_trunc, nullif
  kWidened,      // abs: F64, U64 or I64, like its argument
  kElement,      // item, first, last: an item of the list, nullable
  kCommon,       // coalesce, least, greatest: the common type of all arguments
  kJson,         // nodes, edges, object
};

enum class NullRule : uint8_t {
  kPropagate,  // null in, null out
  kNever,      // concat: nulls are skipped, the result is never null
  kAlways,     // the result may be null whatever the arguments are
  kAllNull,    // null only if all arguments are: coalesce, least, greatest
};

struct FunctionInfo {
  std::string_view name;
  // One per argument; the last stands for all further ones if `variadic`.
  std::vector<ArgumentKind> arguments;
  size_t required = 0;  // the others may be left out
  bool variadic = false;
  ResultKind result = ResultKind::kI64;
  NullRule nulls = NullRule::kPropagate;
  bool can_raise = false;
  bool runnable = true;  // false: known, but cannot run yet
};

// Null if there is no such function.
const FunctionInfo* find_function(std::string_view name);
std::span<const FunctionInfo> all_functions();

// "round(number, integer?)": for messages.
std::string signature(const FunctionInfo& function);

// The units of date_add, date_diff and date_trunc, from "second" to "year".
bool is_date_unit(std::string_view unit);
// second, minute and hour: for DateTime only.
bool is_time_unit(std::string_view unit);

}  // namespace omnigraph::query
