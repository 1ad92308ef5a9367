// Conjunct: one condition of a pattern with what the planner wants to know about it.
#pragma once

#include <optional>
#include <vector>

#include "omnigraph/exec/plan/page_predicate.h"
#include "omnigraph/exec/plan/var_set.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

// `variable`'s id is `ids`, or one of the list `ids`. The conjunct says exactly that and no more.
struct IdCondition {
  query::VarId variable = 0;
  query::ExprPtr ids;  // a String, an integer (as decimal text), or a list of them
  VarSet needs;        // the variables of `ids`
};

struct Conjunct {
  query::ExprPtr expr;
  VarSet variables;
  bool raises = false;  // can raise an error
  bool block = false;   // holds a pattern block somewhere
  // Ways to read it as a look-up; two for an equality of two ids.
  std::vector<IdCondition> ids;
  // If it is about one stored value of one variable and a constant.
  std::optional<PagePredicate> pages;
  bool equality = false;  // property = something: selects few rows
};

// Splits conjunctions whose parts cannot raise, keeps text order. Behind them stand look-ups that
// follow from several of them (key_lookup.h).
std::vector<Conjunct> analyse_filters(const query::Pattern& pattern,
                                      const query::CheckedQuery& query,
                                      const std::vector<query::Value>& params);

// Inserts the variables that `expr` depends on.
void insert_variables(const query::Expr& expr, VarSet* variables);

}  // namespace omnigraph::exec
