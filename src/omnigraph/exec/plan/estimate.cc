#include "omnigraph/exec/plan/estimate.h"

#include <algorithm>

namespace omnigraph::exec {
namespace {

constexpr double kEqualitySelectivity = 0.05;
constexpr double kFilterSelectivity = 0.4;

}  // namespace

Result<Estimates> Estimates::of(ExecContext& context, const query::Pattern& pattern) {
  Estimates estimates;
  estimates.rows_.assign(context.query.variables.size(), 1);
  for (const query::VarId v : pattern.variables) {
    double rows = 0;
    for (const schema::EntityType* type : context.query.variables[v].types) {
      OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, context.tables.table(*type));
      rows += static_cast<double>(view->row_count());
    }
    estimates.rows_[v] = std::max(1.0, rows);
  }
  for (const query::PatternEdge& edge : pattern.edges) {
    for (const query::EdgeMember& member : edge.members) {
      OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, context.tables.table(*member.edge));
      estimates.edge_types_.push_back(member.edge);
      estimates.entries_.push_back(static_cast<double>(view->row_count()));
    }
  }
  return estimates;
}

double Estimates::expansion(const query::PatternEdge& edge,
                            bool reverse,
                            const std::vector<Conjunct>& conjuncts,
                            const VarSet& bound) const {
  const query::VarId from = reverse ? edge.to : edge.from;
  const query::VarId to = reverse ? edge.from : edge.to;
  double entries = 0;
  for (const query::EdgeMember& member : edge.members) {
    const auto at = std::find(edge_types_.begin(), edge_types_.end(), member.edge);
    entries +=
        at == edge_types_.end() ? 0 : entries_[static_cast<size_t>(at - edge_types_.begin())];
  }
  double per_row = entries / rows(from);
  if (!is_one_hop(edge)) {
    per_row = std::max(per_row, rows(to));
  }
  return per_row * selectivity(to, conjuncts, bound);
}

double selectivity(query::VarId v, const std::vector<Conjunct>& conjuncts, const VarSet& bound) {
  VarSet with = bound;
  with.insert(v);
  double share = 1;
  for (const Conjunct& conjunct : conjuncts) {
    if (!conjunct.raises && !conjunct.block && conjunct.variables.contains(v) &&
        with.contains_all(conjunct.variables)) {
      share *= conjunct.equality ? kEqualitySelectivity : kFilterSelectivity;
    }
  }
  return share;
}

bool is_one_hop(const query::PatternEdge& edge) {
  return edge.min_hops == 1 && edge.max_hops == uint64_t{1};
}

}  // namespace omnigraph::exec
