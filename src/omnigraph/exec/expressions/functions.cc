#include "omnigraph/exec/expressions/functions.h"

#include <unordered_map>
#include <utility>

namespace omnigraph::exec {
namespace {

std::unordered_map<std::string_view, const FunctionEntry*> make_index() {
  std::unordered_map<std::string_view, const FunctionEntry*> index;
  for (const auto& group : {number_functions(),
                            text_functions(),
                            text_case_functions(),
                            list_functions(),
                            date_functions(),
                            conversion_functions(),
                            choice_functions()}) {
    for (const FunctionEntry& entry : group) {
      index.emplace(entry.name, &entry);
    }
  }
  return index;
}

bool is_literal_null(const query::ValueType& type) {
  return type.is_scalar(query::ValueKind::kNull);
}

}  // namespace

const FunctionEntry* find_function_entry(std::string_view name) {
  static const auto kIndex = make_index();
  const auto found = kIndex.find(name);
  return found == kIndex.end() ? nullptr : found->second;
}

Result<Column> call_function(const FunctionEntry& entry, FunctionCall call, size_t length) {
  call.rows = kernel_rows(call.arguments, length);
  if (entry.nulls == FunctionNulls::kStrict) {
    for (size_t a = 0; a < call.arguments.size(); ++a) {
      if (is_literal_null(call.argument_type(a)) ||
          (call.arguments[a].constant && call.arguments[a].is_null(0))) {
        return null_column(query::column_type(call.expr.type));
      }
    }
    call.validity = common_validity(call.arguments, call.rows);
  }
  bool constant = true;
  for (const Column& argument : call.arguments) {
    constant = constant && argument.constant;
  }
  OG_ASSIGN_OR_RETURN(columnar::ArrayPtr array, entry.kernel(call));
  return Column{std::move(array), constant};
}

}  // namespace omnigraph::exec
