// Arithmetic of the language: integers exactly and then within 64 bits, floats as doubles that must
// stay finite.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/query/syntax/ast.h"
#include "support/reference/plain_value.h"

namespace omnigraph::testing {

// The value, if it is within U64 (for that kind) or I64 (for all others); else R102.
Result<PlainValue> fitting_integer(Integer value, query::ValueKind kind);

// The value, if it is a finite number; else R103.
Result<PlainValue> finite(double value);

// `left` op `right` with a result of `kind`: String, F64, I64 or U64. Neither is null. Errors:
// R101, R102, R103.
Result<PlainValue> calculate(query::ast::BinaryOp op,
                             const PlainValue& left,
                             const PlainValue& right,
                             query::ValueKind kind);

}  // namespace omnigraph::testing
