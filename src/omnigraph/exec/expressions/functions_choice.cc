// nullif, least, greatest. (coalesce is in conditional.cc.) Numbers compare by value; for least and
// greatest NaN is the greatest number, as it is in `order`.
#include <array>
#include <cmath>

#include "omnigraph/exec/expressions/cast.h"
#include "omnigraph/exec/expressions/compare.h"
#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/logic.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::ArrayPtr;
using columnar::TypeKind;
using query::ValueKind;

Result<ArrayPtr> run_nullif(const FunctionCall& call) {
  const query::ValueType& type = call.expr.type;
  Column left = call.arguments[0];
  Column right = call.arguments[1];
  match_f32(call.argument(0), call.argument(1), &left, &right);
  const Column equal = compare(query::ast::CompareOp::kEqual, left, right, call.rows);
  OG_ASSIGN_OR_RETURN(const Column value,
                      cast(call.arguments[0], call.argument_type(0), type, call.expr.span));
  std::vector<Pick> picks(call.rows);
  for (uint32_t i = 0; i < call.rows; ++i) {
    picks[i] = {0, i};
  }
  for (const uint32_t row : true_rows(equal, call.rows)) {
    picks[row] = {};
  }
  return assemble(query::column_type(type), {&value, 1}, picks, call.limit_bytes);
}

template <typename T>
bool number_less(const Array& a, size_t i, const Array& b, size_t j) {
  const T x = a.value_at<T>(i);
  const T y = b.value_at<T>(j);
  if constexpr (std::is_floating_point_v<T>) {
    return x < y || (std::isnan(y) && !std::isnan(x));
  } else {
    return x < y;
  }
}

// Two cells of one type that are not null.
bool cell_less(const Array& a, size_t i, const Array& b, size_t j) {
  switch (a.kind()) {
    case TypeKind::kBool:
      return !a.bool_at(i) && b.bool_at(j);
    case TypeKind::kString:
      return a.string_at(i) < b.string_at(j);
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return number_less<int32_t>(a, i, b, j);
    case TypeKind::kUInt32:
      return number_less<uint32_t>(a, i, b, j);
    case TypeKind::kUInt64:
      return number_less<uint64_t>(a, i, b, j);
    case TypeKind::kFloat32:
      return number_less<float>(a, i, b, j);
    case TypeKind::kFloat64:
      return number_less<double>(a, i, b, j);
    default:
      return number_less<int64_t>(a, i, b, j);
  }
}

template <bool greatest>
Result<ArrayPtr> run_extreme(const FunctionCall& call) {
  std::vector<Column> values;
  for (size_t a = 0; a < call.arguments.size(); ++a) {
    OG_ASSIGN_OR_RETURN(
        Column value,
        cast(call.arguments[a], call.argument_type(a), call.expr.type, call.argument(a).span));
    values.push_back(std::move(value));
  }
  std::vector<Pick> picks(call.rows);
  for (uint32_t a = 0; a < values.size(); ++a) {
    const Column& value = values[a];
    for (uint32_t i = 0; i < call.rows; ++i) {
      if (value.is_null(i)) {
        continue;
      }
      if (picks[i].source != Pick::kNull) {
        const Column& best = values[picks[i].source];
        const bool better = greatest
                                ? cell_less(*best.array, best.row(i), *value.array, value.row(i))
                                : cell_less(*value.array, value.row(i), *best.array, best.row(i));
        if (!better) {
          continue;
        }
      }
      picks[i] = {a, i};
    }
  }
  return assemble(query::column_type(call.expr.type), values, picks, call.limit_bytes);
}

constexpr std::array<FunctionEntry, 3> kChoiceFunctions = {
    {{"nullif", run_nullif, FunctionNulls::kOwn},
     {"least", run_extreme<false>, FunctionNulls::kOwn},
     {"greatest", run_extreme<true>, FunctionNulls::kOwn}}};

}  // namespace

std::span<const FunctionEntry> choice_functions() {
  return kChoiceFunctions;
}

}  // namespace omnigraph::exec
