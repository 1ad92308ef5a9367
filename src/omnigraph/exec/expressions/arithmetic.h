// + - * / % and unary minus, in the type of the result: F64, U64, I64, or String for +.
//
// Integer arithmetic is exact whatever the operands' kinds are, and refuses what does not fit
// (R102); division and modulo by zero are R101, floats that are not finite R103. The error is that
// of the first row that fails; rows with a null operand are null and never fail.
#pragma once

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/value.h"

namespace omnigraph::exec {

// What the operation gives and where it stands.
struct ArithmeticPlace {
  query::ValueKind result = query::ValueKind::kI64;
  SourceSpan span;
  size_t limit_bytes = 0;  // of texts
};

Result<Column> arithmetic(query::ast::BinaryOp op,
                          const Column& a,
                          const Column& b,
                          const ArithmeticPlace& place,
                          size_t length);
// div(a, b): integer division that truncates toward zero.
Result<Column> integer_division(const Column& a,
                                const Column& b,
                                const ArithmeticPlace& place,
                                size_t length);
Result<Column> negate(const Column& a, const ArithmeticPlace& place);

}  // namespace omnigraph::exec
