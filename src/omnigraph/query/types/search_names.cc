// Which calls are search and rank calls.
#include "omnigraph/query/types/expr_walk.h"
#include "omnigraph/query/types/expressions.h"

namespace omnigraph::query::types {

bool is_search_function(std::string_view name) {
  return name == "nearest" || name == "bm25" || name == "rrf" || name == "search" ||
         name == "match_text" || name == "fuzzy";
}

std::string_view rank_call_name(const Expr& expr) {
  const auto* call = std::get_if<FunctionExpr>(&expr.node);
  if (call == nullptr) {
    return "";
  }
  for (const std::string_view name : {"nearest", "bm25", "rrf"}) {
    if (call->name == name) {
      return name;
    }
  }
  return "";
}

bool contains_rank_call(const Expr& expr) {
  bool any = !rank_call_name(expr).empty();
  for_each_operand(expr,
                   [&](const ExprPtr& operand) { any = any || contains_rank_call(*operand); });
  return any;
}

}  // namespace omnigraph::query::types
