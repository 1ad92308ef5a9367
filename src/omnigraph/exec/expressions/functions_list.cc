// item, first, last. (length is in functions_text.cc, contains is the operator.)
#include <array>

#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/integer_argument.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;

// Row i is item index(i) of its list, counted from the end if negative; null outside.
template <typename Index>
Result<ArrayPtr> pick_items(const FunctionCall& call, Index index) {
  const Column& lists = call.arguments[0];
  const Column items{lists.array->children()[0]};
  std::vector<Pick> picks(call.rows);
  for (size_t i = 0; i < call.rows; ++i) {
    if (call.validity.is_null(i)) {
      continue;
    }
    const size_t row = lists.row(i);
    const auto begin = static_cast<int64_t>(lists.array->list_begin(row));
    const auto count = static_cast<int64_t>(lists.array->list_end(row)) - begin;
    const int64_t at = index(i) < 0 ? index(i) + count : index(i);
    if (at >= 0 && at < count) {
      picks[i] = {0, static_cast<uint32_t>(begin + at)};
    }
  }
  return assemble(items.array->type(), {&items, 1}, picks, call.limit_bytes);
}

Result<ArrayPtr> run_item(const FunctionCall& call) {
  const IntegerArgument index(call.arguments[1]);
  return pick_items(call, [&](size_t i) { return index[i]; });
}

Result<ArrayPtr> run_first(const FunctionCall& call) {
  return pick_items(call, [](size_t) { return int64_t{0}; });
}

Result<ArrayPtr> run_last(const FunctionCall& call) {
  return pick_items(call, [](size_t) { return int64_t{-1}; });
}

constexpr std::array<FunctionEntry, 3> kListFunctions = {
    {{"item", run_item}, {"first", run_first}, {"last", run_last}}};

}  // namespace

std::span<const FunctionEntry> list_functions() {
  return kListFunctions;
}

}  // namespace omnigraph::exec
