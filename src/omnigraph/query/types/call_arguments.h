// The arguments of a function call against the table of functions.h, and the type of the result.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "omnigraph/query/types/context.h"
#include "omnigraph/query/types/functions.h"

namespace omnigraph::query::types {

// T115: `what`, and how the function is called.
Diagnostic& report_arguments(Context& context,
                             const FunctionInfo& function,
                             SourceSpan span,
                             std::string what);

// Each reports what is wrong and is then false.
bool check_argument_count(Context& context,
                          const FunctionInfo& function,
                          size_t count,
                          SourceSpan span);
bool check_argument_kinds(Context& context,
                          const FunctionInfo& function,
                          const std::vector<ExprPtr>& arguments);
// A unit that is written in the text must be one, and no time unit beside a Date.
bool check_unit(Context& context,
                const FunctionInfo& function,
                const std::vector<ExprPtr>& arguments);

// The kind of argument `i`; the last one stands for all further ones.
ArgumentKind kind_of_argument(const FunctionInfo& function, size_t i);
// The kind of a literal null where an argument is wanted.
ValueKind null_kind(ArgumentKind kind);

// How many arguments, from the first, are compared or mixed and so must share a type.
size_t shared_count(const FunctionInfo& function, size_t count);
// Gives these arguments one type and returns it; nothing if they have none, or if there are none.
std::optional<ValueType> unify_shared(const FunctionInfo& function,
                                      std::vector<ExprPtr>& arguments);

// `common`: what unify_shared gave. Without nullability, which the second one tells.
ValueType result_type(const FunctionInfo& function,
                      const std::vector<ExprPtr>& arguments,
                      const std::optional<ValueType>& common);
bool result_nullable(NullRule rule, const std::vector<ExprPtr>& arguments);

}  // namespace omnigraph::query::types
