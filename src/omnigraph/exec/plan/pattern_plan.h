// PatternPlan: how a pattern is matched, step by step. Each step takes the rows of the step before
// and extends or thins them out; the first one starts from one row without variables, or inside a
// block from the rows of the enclosing batch.
//
//   match { $p: Person {slug: "a"}  $p knows $f  $f.age > 30 }
//     lookup $p = "a"  ·  expand $p knows → $f  ·  filter $f.age > 30
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "omnigraph/exec/plan/page_predicate.h"
#include "omnigraph/query/types/checked_query.h"

namespace omnigraph::exec {

// All live rows of the variable's tables, less the pages that statistics rule out.
struct ScanStep {
  query::VarId variable = 0;
  std::vector<PagePredicate> pages;
};

// The rows whose ids an expression over the variables so far gives: a text, an integer or a list.
struct LookupStep {
  query::VarId variable = 0;
  query::ExprPtr ids;
};

// One hop of an edge of the pattern, from an end that is bound to the other one. `into`: both are
// bound, so it is a test (or a join on the edge).
struct ExpandStep {
  const query::PatternEdge* edge = nullptr;
  bool reverse = false;  // from `edge->to` to `edge->from`
  bool into = false;
  // Only whether there is an entry counts: each row gives at most one row.
  bool first_only = false;
};

// Several hops, by shortest distance.
struct TraverseStep {
  const query::PatternEdge* edge = nullptr;
  bool reverse = false;
  bool into = false;
};

struct FilterStep {
  query::ExprPtr condition;
};

struct PatternPlan;
// Each row with each row of a plan that shares no variable with it.
struct CrossStep {
  std::shared_ptr<const PatternPlan> side;
};

struct Step {
  std::variant<ScanStep, LookupStep, ExpandStep, TraverseStep, FilterStep, CrossStep> node;
  // Variables that are still wanted behind this step; all others are dropped. Ascending.
  std::vector<query::VarId> keep;
};

struct PatternPlan {
  std::vector<Step> steps;
  bool can_raise = false;  // a filter may raise, so rows must not be left out for speed
};

// One line per step: for tests and people.
std::string to_string(const PatternPlan& plan, const query::CheckedQuery& query);

}  // namespace omnigraph::exec
