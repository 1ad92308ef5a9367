#include "support/reference/arithmetic.h"

#include <cmath>
#include <limits>

namespace omnigraph::testing {

using query::ValueKind;
namespace ast = query::ast;

Result<PlainValue> fitting_integer(Integer value, ValueKind kind) {
  const bool is_unsigned = kind == ValueKind::kU64;
  const Integer low = is_unsigned ? 0 : Integer{std::numeric_limits<int64_t>::min()};
  const Integer high = is_unsigned ? Integer{std::numeric_limits<uint64_t>::max()}
                                   : Integer{std::numeric_limits<int64_t>::max()};
  if (value < low || value > high) {
    return run_time_error("R102", "integer overflow");
  }
  return plain_integer(value);
}

Result<PlainValue> finite(double value) {
  return std::isfinite(value) ? Result<PlainValue>(plain_real(value))
                              : run_time_error("R103", "the result is not finite");
}

namespace {

double of_reals(ast::BinaryOp op, double left, double right) {
  switch (op) {
    case ast::BinaryOp::kAdd:
      return left + right;
    case ast::BinaryOp::kSubtract:
      return left - right;
    case ast::BinaryOp::kMultiply:
      return left * right;
    default:
      return left / right;
  }
}

// Of 64-bit operands: each result is below 2^128 in size, but for the product of two unsigned ones
// near 2^64, which must not overflow on the way to being refused.
Result<PlainValue> of_integers(ast::BinaryOp op, Integer left, Integer right, ValueKind kind) {
  Integer result = 0;
  switch (op) {
    case ast::BinaryOp::kAdd:
      result = left + right;
      break;
    case ast::BinaryOp::kSubtract:
      result = left - right;
      break;
    case ast::BinaryOp::kMultiply:
      if (__builtin_mul_overflow(left, right, &result)) {
        return run_time_error("R102", "integer overflow");
      }
      break;
    default:
      result = left % right;
      break;
  }
  return fitting_integer(result, kind);
}

}  // namespace

Result<PlainValue> calculate(ast::BinaryOp op,
                             const PlainValue& left,
                             const PlainValue& right,
                             ValueKind kind) {
  if (kind == ValueKind::kString) {
    return plain_text(left.text() + right.text());
  }
  const bool divides = op == ast::BinaryOp::kDivide || op == ast::BinaryOp::kModulo;
  if (divides && to_double(right) == 0) {
    return run_time_error("R101", "division by zero");
  }
  return kind == ValueKind::kF64 ? finite(of_reals(op, to_double(left), to_double(right)))
                                 : of_integers(op, left.integer(), right.integer(), kind);
}

}  // namespace omnigraph::testing
