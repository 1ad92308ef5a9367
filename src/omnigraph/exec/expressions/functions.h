// The functions of the language, as kernels over columns. Signatures, result types and null rules
// are those of query/types/functions.h; each group has its file (functions_number.cc, …) and lists
// what it offers. coalesce is not here: it evaluates its arguments one after the other
// (evaluation.cc).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "omnigraph/exec/expressions/column.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

// One call for the rows of a batch. Kernels make `rows` rows of the type of `expr` and may read row
// i of argument a as arguments[a].row(i).
struct FunctionCall {
  const query::Expr& expr;  // a FunctionExpr
  std::span<const Column> arguments;
  size_t rows = 0;
  Validity validity;  // kStrict: rows where no argument is null; the others must become null
  int64_t now_ms = 0;
  size_t limit_bytes = 0;  // of a text column

  const query::Expr& argument(size_t a) const {
    return *std::get<query::FunctionExpr>(expr.node).arguments[a];
  }
  const query::ValueType& argument_type(size_t a) const { return argument(a).type; }
};

using FunctionKernel = Result<columnar::ArrayPtr> (*)(const FunctionCall& call);

enum class FunctionNulls : uint8_t {
  kStrict,  // null in, null out; a literal null never reaches the kernel
  kOwn,     // the kernel decides
};

struct FunctionEntry {
  std::string_view name;
  FunctionKernel kernel;
  FunctionNulls nulls = FunctionNulls::kStrict;
};

std::span<const FunctionEntry> number_functions();
std::span<const FunctionEntry> text_functions();
std::span<const FunctionEntry> text_case_functions();
std::span<const FunctionEntry> list_functions();
std::span<const FunctionEntry> date_functions();
std::span<const FunctionEntry> conversion_functions();
std::span<const FunctionEntry> choice_functions();

// Null if there is no kernel of that name.
const FunctionEntry* find_function_entry(std::string_view name);

// Calls the kernel over `length` rows. Errors: those of the kernel.
Result<Column> call_function(const FunctionEntry& entry, FunctionCall call, size_t length);

}  // namespace omnigraph::exec
