// Loops that function kernels share: over the rows without a null argument, into a column of the
// result type. Rows with a null argument become null.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/columnar/builder.h"
#include "omnigraph/exec/expressions/errors.h"
#include "omnigraph/exec/expressions/functions.h"

namespace omnigraph::exec {

// What a row can raise. Constants, so that noting one costs nothing.
struct FunctionFault {
  std::string_view code;
  std::string_view message;
};

inline Error fault_of(const FunctionCall& call, const FunctionFault& fault) {
  return evaluation_error(fault.code, std::string(fault.message), call.expr.span);
}

// Row i is value(i).
template <typename T, typename Value>
Result<columnar::ArrayPtr> fixed_rows(const FunctionCall& call, Value value) {
  FixedWriter<T> out(query::column_type(call.expr.type), call.rows);
  for (size_t i = 0; i < call.rows; ++i) {
    if (call.validity.is_null(i)) {
      out.set_null(i);
    } else {
      out.set(i, value(i));
    }
  }
  return out.finish();
}

// As fixed_rows, where value(i, &cell) returns null or what it raises (a constant).
template <typename T, typename Value>
Result<columnar::ArrayPtr> fallible_rows(const FunctionCall& call, Value value) {
  FixedWriter<T> out(query::column_type(call.expr.type), call.rows);
  for (size_t i = 0; i < call.rows; ++i) {
    if (call.validity.is_null(i)) {
      out.set_null(i);
      continue;
    }
    T cell{};
    if (const FunctionFault* fault = value(i, &cell)) {
      return fault_of(call, *fault);
    }
    out.set(i, cell);
  }
  return out.finish();
}

// As fixed_rows, where value(i) is a std::optional: without a value the row is null.
template <typename T, typename Value>
Result<columnar::ArrayPtr> optional_rows(const FunctionCall& call, Value value) {
  FixedWriter<T> out(query::column_type(call.expr.type), call.rows);
  for (size_t i = 0; i < call.rows; ++i) {
    const auto cell = call.validity.is_null(i) ? decltype(value(i)){} : value(i);
    if (cell) {
      out.set(i, *cell);
    } else {
      out.set_null(i);
    }
  }
  return out.finish();
}

// write(i, out) adds the pieces of row i and returns null or what it raises.
template <typename Write>
Result<columnar::ArrayPtr> text_rows(const FunctionCall& call, Write write) {
  TextWriter out(call.rows, call.limit_bytes);
  for (size_t i = 0; i < call.rows && !out.full(); ++i) {
    if (call.validity.is_null(i)) {
      out.append_null();
      continue;
    }
    if (const FunctionFault* fault = write(i, out)) {
      return fault_of(call, *fault);
    }
    out.end_row();
  }
  return out.finish();
}

inline constexpr const FunctionFault* kNoFault = nullptr;

}  // namespace omnigraph::exec
