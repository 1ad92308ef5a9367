// Estimates: how many rows a step of a plan gives, roughly. Only the order of the numbers matters.
#pragma once

#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/plan/conjunct.h"

namespace omnigraph::exec {

class Estimates {
 public:
  // Opens the tables of the pattern's variables and edges for their row counts.
  static Result<Estimates> of(ExecContext& context, const query::Pattern& pattern);

  // Rows of a variable's tables; at least 1.
  double rows(query::VarId v) const { return rows_[v]; }
  // Rows that following `edge` makes of one row, less what `conjuncts` take away.
  double expansion(const query::PatternEdge& edge,
                   bool reverse,
                   const std::vector<Conjunct>& conjuncts,
                   const VarSet& bound) const;

 private:
  std::vector<double> rows_;     // per variable
  std::vector<double> entries_;  // per edge type table, in the order of edge_types_
  std::vector<const schema::EntityType*> edge_types_;
};

// The share of rows that the applicable conditions on `v` leave, given bound variables.
double selectivity(query::VarId v, const std::vector<Conjunct>& conjuncts, const VarSet& bound);

// True for the default bounds {1,1}.
bool is_one_hop(const query::PatternEdge& edge);

}  // namespace omnigraph::exec
