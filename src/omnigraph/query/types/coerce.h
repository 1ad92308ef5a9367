// Making expressions fit: two operands to each other, a value to a property. Constants are
// converted here once and for all, so that executors meet values of the type that their place
// wants.
//
// All functions report what does not fit (T3 for literals, T7 for the rest) and then return null or
// false.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// Of an unsigned kind, or an integer literal that is not negative: beside an unsigned operand such
// a literal counts as unsigned.
bool counts_as_unsigned(const Expr& expr);

// The kind in which two numbers are computed: F64 if one is a float, U64 if both count as unsigned
// and one is, else I64.
ValueKind arithmetic_kind(const Expr& a, const Expr& b);

// Changes `left` and `right` so that they can be compared with each other: text to a date beside a
// date, numbers to F32 beside F32. `ordered`: with < and the like, else with = and !=.
bool make_comparable(
    Context& context, ExprPtr& left, ExprPtr& right, bool ordered, SourceSpan span);

// As make_comparable, for `needle in list`.
bool make_member_comparable(Context& context, ExprPtr& needle, ExprPtr& list, SourceSpan span);

// The type that holds the values of all of `exprs` (scalars or lists); constants among them are
// converted to it. Nothing, unreported, if there is none.
std::optional<ValueType> unify(std::vector<ExprPtr>& exprs);

// A constant of scalar, list or vector type as the type `want`. Null, unreported, if it does not
// fit; `why` may then say why.
ExprPtr convert_constant(const ExprPtr& constant, const ValueType& want, std::string* why);

// `value` as what is stored in property `property` of type `want`.
ExprPtr fit_assignment(Context& context,
                       const ExprPtr& value,
                       const ValueType& want,
                       const std::string& property);

// `value` as what an inline match compares with `property` of type `want` (for a list: with its
// items).
ExprPtr fit_inline(Context& context,
                   const ExprPtr& value,
                   const ValueType& want,
                   const std::string& property);

// The type of the items.
ValueType item_type(const ValueType& list);

}  // namespace omnigraph::query::types
