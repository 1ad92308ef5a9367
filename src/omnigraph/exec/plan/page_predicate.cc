#include "omnigraph/exec/plan/page_predicate.h"

#include <cfloat>
#include <cmath>

#include "omnigraph/columnar/array.h"

namespace omnigraph::exec {
namespace {

using columnar::Array;
using columnar::TypeKind;
using query::CompareExpr;
using query::Constant;
using query::Expr;
using query::ExprPtr;
using query::InExpr;
using query::IsNullExpr;
using query::MetaField;
using query::MetaRef;
using query::ParamRef;
using query::PropertyRef;
using query::Value;

// long double holds every 64-bit integer and every double exactly, so one comparison serves all.
static_assert(LDBL_MANT_DIG >= 64, "page pruning compares numbers as long double");

struct StoredColumn {
  query::VarId variable = 0;
  std::string column;
};

std::optional<StoredColumn> stored_column(const Expr& expr) {
  if (const auto* property = std::get_if<PropertyRef>(&expr.node)) {
    if (expr.type.list || expr.type.kind == query::ValueKind::kVector ||
        expr.type.kind == query::ValueKind::kBlob) {
      return std::nullopt;
    }
    return StoredColumn{property->variable, property->property};
  }
  if (const auto* meta = std::get_if<MetaRef>(&expr.node)) {
    switch (meta->field) {
      case MetaField::kId:
        return StoredColumn{meta->variable, "_id"};
      case MetaField::kSrc:
        return StoredColumn{meta->variable, "_src"};
      case MetaField::kDst:
        return StoredColumn{meta->variable, "_dst"};
      case MetaField::kType:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<Value> constant_value(const Expr& expr, const std::vector<Value>& params) {
  if (const auto* constant = std::get_if<Constant>(&expr.node)) {
    return constant->value;
  }
  if (const auto* param = std::get_if<ParamRef>(&expr.node)) {
    return param->index < params.size() ? std::optional<Value>(params[param->index]) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<PageTest> page_test(query::ast::CompareOp op, bool swapped) {
  using query::ast::CompareOp;
  switch (op) {
    case CompareOp::kEqual:
      return PageTest::kEqual;
    case CompareOp::kLess:
      return swapped ? PageTest::kGreater : PageTest::kLess;
    case CompareOp::kLessEqual:
      return swapped ? PageTest::kGreaterEqual : PageTest::kLessEqual;
    case CompareOp::kGreater:
      return swapped ? PageTest::kLess : PageTest::kGreater;
    case CompareOp::kGreaterEqual:
      return swapped ? PageTest::kLessEqual : PageTest::kGreaterEqual;
    case CompareOp::kNotEqual:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<PagePredicate> compare_predicate(const CompareExpr& compare,
                                               const std::vector<Value>& params) {
  for (const bool swapped : {false, true}) {
    const Expr& column_side = swapped ? *compare.right : *compare.left;
    const Expr& value_side = swapped ? *compare.left : *compare.right;
    auto column = stored_column(column_side);
    auto value = constant_value(value_side, params);
    const auto test = page_test(compare.op, swapped);
    if (column && value && test) {
      return PagePredicate{column->variable, std::move(column->column), *test, {std::move(*value)}};
    }
  }
  return std::nullopt;
}

std::optional<PagePredicate> in_predicate(const InExpr& in, const std::vector<Value>& params) {
  auto column = stored_column(*in.needle);
  if (!column) {
    return std::nullopt;
  }
  PagePredicate predicate{column->variable, std::move(column->column), PageTest::kIn, {}};
  if (const auto* list = std::get_if<query::ListExpr>(&in.list->node)) {
    for (const ExprPtr& item : list->items) {
      auto value = constant_value(*item, params);
      if (!value) {
        return std::nullopt;
      }
      predicate.values.push_back(std::move(*value));
    }
    return predicate;
  }
  const auto value = constant_value(*in.list, params);
  if (!value) {
    return std::nullopt;
  }
  if (const auto* list = std::get_if<std::shared_ptr<const query::ValueList>>(&value->data)) {
    predicate.values = **list;
    return predicate;
  }
  return std::nullopt;
}

// A number, Bool, Date or DateTime as long double; none for other types.
std::optional<long double> number_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value.data)) {
    return *flag ? 1.0L : 0.0L;
  }
  if (const auto* integer = std::get_if<int64_t>(&value.data)) {
    return static_cast<long double>(*integer);
  }
  if (const auto* integer = std::get_if<uint64_t>(&value.data)) {
    return static_cast<long double>(*integer);
  }
  if (const auto* real = std::get_if<double>(&value.data)) {
    return static_cast<long double>(*real);
  }
  return std::nullopt;
}

std::optional<long double> number_of(const Array& bound) {
  switch (bound.kind()) {
    case TypeKind::kBool:
      return bound.bool_at(0) ? 1.0L : 0.0L;
    case TypeKind::kInt32:
    case TypeKind::kDate32:
      return static_cast<long double>(bound.value_at<int32_t>(0));
    case TypeKind::kInt64:
    case TypeKind::kDate64:
      return static_cast<long double>(bound.value_at<int64_t>(0));
    case TypeKind::kUInt32:
      return static_cast<long double>(bound.value_at<uint32_t>(0));
    case TypeKind::kUInt64:
      return static_cast<long double>(bound.value_at<uint64_t>(0));
    case TypeKind::kFloat32:
      return static_cast<long double>(bound.value_at<float>(0));
    case TypeKind::kFloat64:
      return static_cast<long double>(bound.value_at<double>(0));
    default:
      return std::nullopt;
  }
}

// Signs of (value - min) and (value - max); false when they cannot be told.
bool place(const Value& value, const graph::ColumnBounds& bounds, int* to_min, int* to_max) {
  if (bounds.min == nullptr || bounds.max == nullptr) {
    return false;
  }
  const Array& min = *bounds.min;
  const Array& max = *bounds.max;
  if (const auto* text = std::get_if<std::string>(&value.data)) {
    if (min.kind() != TypeKind::kString) {
      return false;
    }
    *to_min = text->compare(min.string_at(0));
    *to_max = text->compare(max.string_at(0));
    return true;
  }
  auto number = number_of(value);
  const auto low = number_of(min);
  const auto high = number_of(max);
  if (!number || !low || !high || std::isnan(*number) || std::isnan(*low) || std::isnan(*high)) {
    return false;
  }
  if (min.kind() == TypeKind::kFloat32) {
    number = static_cast<long double>(static_cast<float>(*number));  // as comparisons with F32 do
  }
  *to_min = *number < *low ? -1 : *number > *low ? 1 : 0;
  *to_max = *number < *high ? -1 : *number > *high ? 1 : 0;
  return true;
}

// `test` with `value` on the right side.
bool may_match(const graph::ColumnBounds& bounds, PageTest test, const Value& value) {
  if (value.is_null()) {
    return false;
  }
  int to_min = 0;
  int to_max = 0;
  if (!place(value, bounds, &to_min, &to_max)) {
    return true;
  }
  switch (test) {
    case PageTest::kLess:
      return to_min > 0;
    case PageTest::kLessEqual:
      return to_min >= 0;
    case PageTest::kGreater:
      return to_max < 0;
    case PageTest::kGreaterEqual:
      return to_max <= 0;
    default:
      return to_min >= 0 && to_max <= 0;
  }
}

}  // namespace

std::optional<PagePredicate> page_predicate(const Expr& condition,
                                            const std::vector<Value>& params) {
  if (const auto* compare = std::get_if<CompareExpr>(&condition.node)) {
    return compare_predicate(*compare, params);
  }
  if (const auto* in = std::get_if<InExpr>(&condition.node)) {
    return in_predicate(*in, params);
  }
  if (const auto* test = std::get_if<IsNullExpr>(&condition.node)) {
    if (auto column = stored_column(*test->operand)) {
      return PagePredicate{column->variable,
                           std::move(column->column),
                           test->negated ? PageTest::kNotNull : PageTest::kNull,
                           {}};
    }
  }
  return std::nullopt;
}

bool page_may_match(const graph::ColumnBounds& bounds, const PagePredicate& predicate) {
  if (predicate.test == PageTest::kNull) {
    return bounds.null_count != 0;
  }
  if (bounds.null_count >= bounds.row_count) {
    return false;
  }
  if (predicate.test == PageTest::kNotNull) {
    return true;
  }
  for (const Value& value : predicate.values) {
    if (may_match(bounds, predicate.test, value)) {
      return true;
    }
  }
  return false;
}

}  // namespace omnigraph::exec
