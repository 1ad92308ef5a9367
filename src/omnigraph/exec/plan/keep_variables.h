// keep_variables: tells each step of a plan which variables are still wanted behind it, so that
// rows do not drag along what nobody reads any more.
#pragma once

#include "omnigraph/exec/plan/pattern_plan.h"
#include "omnigraph/exec/plan/var_set.h"

namespace omnigraph::exec {

// Sets Step::keep throughout. `wanted`: what is wanted of the last step's rows.
void keep_variables(std::vector<Step>* steps, VarSet wanted);

}  // namespace omnigraph::exec
