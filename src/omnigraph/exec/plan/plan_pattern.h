// plan_pattern: chooses where a pattern starts and in which order its edges are followed.
#pragma once

#include "omnigraph/base/result.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/plan/pattern_plan.h"
#include "omnigraph/exec/plan/var_set.h"

namespace omnigraph::exec {

struct PlanRequest {
  const query::Pattern& pattern;
  // Variables that are bound before: those of enclosing patterns. Empty at the top.
  VarSet outer;
  // Variables that are wanted of the result, outer ones included.
  VarSet wanted;
  // Only whether a row exists counts (exists, not).
  bool exists = false;
};

// Opens the tables of the pattern's variables (for their row counts) and reads nothing else. The
// plan refers to `request.pattern`, which must outlive it. The choice never changes the set of
// rows, only their order and the time.
Result<PatternPlan> plan_pattern(ExecContext& context, const PlanRequest& request);

}  // namespace omnigraph::exec
