#include "omnigraph/query/types/read.h"

#include <algorithm>
#include <set>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/arm.h"
#include "omnigraph/query/types/expr_walk.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/grouping.h"

namespace omnigraph::query::types {
namespace {

// skip and limit: an integer, or an integer parameter.
std::optional<RowLimit> check_row_count(Context& context, const ast::RowCount& count) {
  if (const auto* number = std::get_if<uint64_t>(&count.value)) {
    return RowLimit{*number};
  }
  const std::string& name = std::get<std::string>(count.value);
  const std::optional<uint32_t> param = context.symbols.find_param(name);
  if (!param) {
    std::vector<std::string> names;
    for (const ParamInfo& info : context.symbols.params) {
      names.push_back("$" + info.name);
    }
    Diagnostic& diagnostic = context.findings.error(
        codes::kUnboundOrNoProperty,
        count.span,
        format("{} is not a parameter: `skip` and `limit` take a number or a parameter",
               quoted_variable(name)));
    context.findings.suggest(diagnostic, "$" + name, count.span, names);
    return std::nullopt;
  }
  const ValueType& type = context.symbols.params[*param].type;
  if (type.list || !is_integer(type.kind)) {
    context.findings.error(codes::kIncompatibleTypes,
                           count.span,
                           format("`skip` and `limit` take an integer, {} is {}",
                                  quoted_variable(name),
                                  to_string(type)));
    return std::nullopt;
  }
  return RowLimit{ParamRef{*param}};
}

void check_limits(Context& context, const ast::Read& read, Read& checked) {
  if (read.skip) {
    checked.skip = check_row_count(context, *read.skip);
  }
  if (read.limit) {
    checked.limit = check_row_count(context, *read.limit);
    if (read.order.empty()) {
      context.findings.warning(codes::kLimitWithoutOrder,
                               read.limit->span,
                               "`limit` without `order` returns arbitrary rows");
    }
  }
}

// Ties are broken by node variables in order of first appearance, then by edge variables. Anonymous
// ones cannot be seen in a result, so rows that differ only in them are equal.
std::vector<VarId> tie_break(const Context& context, const Pattern& pattern) {
  std::vector<VarId> order;
  for (const ValueKind kind : {ValueKind::kNode, ValueKind::kEdge}) {
    for (const VarId variable : pattern.variables) {
      const VariableInfo& info = context.symbols.variables[variable];
      if (info.kind == kind && !info.anonymous) {
        order.push_back(variable);
      }
    }
  }
  return order;
}

// ---- Rank order ----

// The leading key is a rank call: it needs a limit, and its direction is fixed.
void check_leading_rank(Context& context, const ast::Read& read, std::string_view rank) {
  const ast::OrderKey& key = read.order[0];
  if (!read.limit && rank != "bm25") {
    context.findings.error(rank == "rrf" ? codes::kFusion : codes::kRankNeedsLimit,
                           key.expr->span,
                           format("{} ordering requires a limit clause", rank));
  }
  const bool descending = rank != "nearest";
  if (key.descending && *key.descending != descending) {
    context.findings.warning(codes::kIgnoredDirection,
                             key.expr->span,
                             format("{} is always {}: the written direction is ignored",
                                    rank,
                                    descending ? "descending" : "ascending"));
  }
}

// Rank calls: in the leading order key, in projections; rrf in a projection only if it leads the
// order.
void check_rank_places(Context& context,
                       const ast::Read& read,
                       const CheckedArm& arm,
                       const std::vector<ExprPtr>& keys) {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (!keys[i] || !contains_rank_call(*keys[i])) {
      continue;
    }
    const std::string_view rank = rank_call_name(*keys[i]);
    if (i > 0) {
      context.findings.error(codes::kRankNotFirst,
                             read.order[i].expr->span,
                             "a rank call can only be the first order key");
    } else if (!rank.empty()) {
      check_leading_rank(context, read, rank);
    }
  }
  for (const CheckedColumn& column : arm.columns) {
    const bool is_rrf = column.raw && rank_call_name(*column.raw) == "rrf";
    const bool leads = is_rrf && !keys.empty() && keys[0] && same_expr(*keys[0], *column.raw);
    if (is_rrf && !leads) {
      context.findings.error(
          codes::kFusion, column.span, "`rrf` can be returned only if it is the leading order key");
    }
  }
  const bool any_rank = std::any_of(
      keys.begin(), keys.end(), [](const ExprPtr& key) { return key && contains_rank_call(*key); });
  if (arm.aggregated && any_rank) {
    context.findings.error(codes::kRankInAggregate,
                           read.order[0].expr->span,
                           "a rank call cannot stand in an aggregated query");
  }
}

// ---- Order ----

// The expression of an order key, before grouping; null after a report.
ExprPtr check_key(Context& context, CheckedArm& arm, const ast::OrderKey& key) {
  ExprPlace place;
  place.place = Place::kOrder;
  place.scope = &arm.scope;
  place.aliases = &arm.aliases;
  place.aggregates = arm.aggregated ? &arm.sink : nullptr;
  ExprPtr expr = check_expr(context, place, *key.expr);
  if (expr && !is_orderable(expr->type)) {
    context.findings.error(codes::kNotOrderable,
                           key.expr->span,
                           format("values of type {} have no order", to_string(expr->type)));
    return nullptr;
  }
  return expr;
}

// In an aggregated, distinct or union query an order key is made of what is returned (T42).
ExprPtr above_results(Context& context,
                      const CheckedArm& arm,
                      bool of_results,
                      const ExprPtr& expr) {
  ExprPtr outside;
  ExprPtr result = expr;
  if (arm.aggregated) {
    result = above_grouping(expr, arm.read.group_keys, &outside);
  } else if (of_results) {
    std::vector<ExprPtr> returned;
    for (const CheckedColumn& column : arm.columns) {
      returned.push_back(column.raw);
    }
    outside = part_outside(expr, returned);
  }
  if (outside) {
    context.findings
        .error(codes::kOrderNotReturned,
               expr->span,
               format("`{}` is not returned: order an aggregated, distinct or union query by what "
                      "it returns",
                      context.findings.text(outside->span)))
        .fix = "return it, or order by a name of the results";
    return nullptr;
  }
  return result;
}

void check_order(Context& context, const ast::Read& read, CheckedArm& arm) {
  std::vector<ExprPtr> keys;
  const bool of_results = arm.read.distinct || read.arms.size() > 1;
  for (const ast::OrderKey& key : read.order) {
    ExprPtr expr = check_key(context, arm, key);
    keys.push_back(expr);
    if (expr) {
      expr = above_results(context, arm, of_results, expr);
    }
    if (!expr) {
      continue;
    }
    OrderBy order;
    order.expr = std::move(expr);
    order.descending = key.descending.value_or(false);
    order.nulls_first = key.nulls_first.value_or(!order.descending);
    arm.read.order.push_back(std::move(order));
  }
  check_rank_places(context, read, arm, keys);
}

// ---- Union ----

// Equal names in order; types equal, or both numeric.
void check_union_columns(Context& context,
                         const CheckedArm& first,
                         const CheckedArm& other,
                         SourceSpan span) {
  if (first.columns.size() != other.columns.size()) {
    context.findings.error(codes::kUnionColumns,
                           span,
                           format("the arms of a union return {} and {} columns",
                                  first.columns.size(),
                                  other.columns.size()));
    return;
  }
  for (size_t i = 0; i < first.columns.size(); ++i) {
    const CheckedColumn& a = first.columns[i];
    const CheckedColumn& b = other.columns[i];
    if (a.name != b.name) {
      context.findings.error(
          codes::kUnionColumns,
          b.span,
          format("column {} is `{}` in the first arm and `{}` here", i + 1, a.name, b.name));
      continue;
    }
    if (!a.raw || !b.raw) {
      continue;
    }
    const ValueType& x = a.raw->type;
    const ValueType& y = b.raw->type;
    const bool numbers = is_numeric(x.kind) && is_numeric(y.kind);
    const bool nulls = is_null_literal(*a.raw) || is_null_literal(*b.raw);
    if (x.list != y.list || x.dimension != y.dimension ||
        (x.kind != y.kind && !numbers && !nulls)) {
      context.findings.error(codes::kUnionColumns,
                             b.span,
                             format("column `{}` is {} in the first arm and {} here",
                                    a.name,
                                    to_string(x),
                                    to_string(y)));
    }
  }
}

}  // namespace

Read check_read(Context& context, const ast::Read& read) {
  CheckedArm first;
  check_arm(context, read.arms[0], first);
  for (size_t i = 1; i < read.arms.size(); ++i) {
    context.findings.unsupported(read.arms[i].return_span, "`union`");
    CheckedArm other;
    check_arm(context, read.arms[i], other);
    check_union_columns(context, first, other, read.arms[i].return_span);
  }
  check_order(context, read, first);
  check_limits(context, read, first.read);
  first.read.aggregates = std::move(first.sink.calls);
  first.read.tie_break = tie_break(context, first.read.pattern);
  return std::move(first.read);
}

}  // namespace omnigraph::query::types
