#include "support/reference/match.h"

#include <algorithm>
#include <utility>

#include "omnigraph/query/types/expr_walk.h"
#include "support/reference/hops.h"

namespace omnigraph::testing {
namespace {

using query::Expr;
using query::Pattern;
using query::PatternEdge;
using query::VarId;

// Backtracking: the variables get their values one after the other, in the order of the pattern.
class Matching {
 public:
  Matching(const PlainContext& context, const Pattern& pattern, const PlainRow& outer)
      : context_(context), pattern_(pattern), row_(outer) {
    edges_at_.resize(pattern.variables.size() + 1);
    filters_at_.resize(pattern.variables.size() + 1);
    for (const PatternEdge& edge : pattern.edges) {
      std::vector<VarId> used = {edge.from, edge.to};
      if (edge.edge_variable) {
        used.push_back(*edge.edge_variable);
      }
      edges_at_[level_of(used)].push_back(&edge);
    }
    for (const query::ExprPtr& filter : pattern.filters) {
      if (query::can_raise(*filter)) {
        last_filters_.push_back(filter.get());
        continue;
      }
      std::vector<VarId> used;
      query::for_each_variable(*filter, [&](VarId variable) { used.push_back(variable); });
      filters_at_[level_of(used)].push_back(filter.get());
    }
  }

  Result<std::vector<PlainRow>> run() {
    OG_RETURN_IF_ERROR(descend(0));
    return std::move(solutions_);
  }

 private:
  // How many of the pattern's variables must have a value before all of `used` have one.
  size_t level_of(const std::vector<VarId>& used) const {
    size_t level = 0;
    for (size_t i = 0; i < pattern_.variables.size(); ++i) {
      if (std::find(used.begin(), used.end(), pattern_.variables[i]) != used.end()) {
        level = i + 1;
      }
    }
    return level;
  }

  // The first `level` variables have a value.
  Status descend(size_t level) {
    OG_ASSIGN_OR_RETURN(const bool possible, passes(level));
    if (!possible) {
      return {};
    }
    if (level == pattern_.variables.size()) {
      return finish();
    }
    const VarId variable = pattern_.variables[level];
    for (const schema::EntityType* type : context_.query.variables[variable].types) {
      for (const PlainEntity& entity : context_.graph.of(*type)) {
        row_.variables[variable] = &entity;
        OG_RETURN_IF_ERROR(descend(level + 1));
      }
    }
    row_.variables[variable] = nullptr;
    return {};
  }

  Result<bool> passes(size_t level) {
    for (const PatternEdge* edge : edges_at_[level]) {
      if (row_.variables[edge->from] == nullptr || row_.variables[edge->to] == nullptr) {
        return false;  // a row that is not there has no edges
      }
      const PlainEntity& from = *row_.variables[edge->from];
      const PlainEntity& to = *row_.variables[edge->to];
      if (edge->edge_variable) {
        if (!joins(*edge, *row_.variables[*edge->edge_variable], from, to)) {
          return false;
        }
        continue;
      }
      OG_ASSIGN_OR_RETURN(const bool joined, is_joined(context_.graph, *edge, from, to));
      if (!joined) {
        return false;
      }
    }
    return all_hold(filters_at_[level]);
  }

  Result<bool> all_hold(const std::vector<const Expr*>& filters) {
    for (const Expr* filter : filters) {
      OG_ASSIGN_OR_RETURN(const bool kept, holds(context_, *filter, row_));
      if (!kept) {
        return false;
      }
    }
    return true;
  }

  Status finish() {
    OG_ASSIGN_OR_RETURN(const bool kept, all_hold(last_filters_));
    if (kept) {
      solutions_.push_back(row_);
    }
    return {};
  }

  const PlainContext& context_;
  const Pattern& pattern_;
  PlainRow row_;
  std::vector<std::vector<const PatternEdge*>> edges_at_;  // by level_of
  std::vector<std::vector<const Expr*>> filters_at_;
  std::vector<const Expr*> last_filters_;
  std::vector<PlainRow> solutions_;
};

}  // namespace

Result<std::vector<PlainRow>> match_pattern(const PlainContext& context,
                                            const Pattern& pattern,
                                            const PlainRow& outer) {
  return Matching(context, pattern, outer).run();
}

std::vector<VarId> canonical_order(const PlainContext& context, const Pattern& pattern) {
  std::vector<VarId> order;
  for (const query::ValueKind kind : {query::ValueKind::kNode, query::ValueKind::kEdge}) {
    for (const VarId variable : pattern.variables) {
      const query::VariableInfo& info = context.query.variables[variable];
      if (info.kind == kind && !info.anonymous) {
        order.push_back(variable);
      }
    }
  }
  return order;
}

void sort_canonically(const std::vector<VarId>& variables, std::vector<PlainRow>& rows) {
  std::stable_sort(rows.begin(), rows.end(), [&](const PlainRow& a, const PlainRow& b) {
    for (const VarId variable : variables) {
      const int order =
          compare(PlainValue{a.variables[variable]}, PlainValue{b.variables[variable]});
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  });
}

}  // namespace omnigraph::testing
