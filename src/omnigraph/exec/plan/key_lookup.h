// Keys of several members as look-ups: where equalities with constants give all members of such a
// key, they give the id, and the row can be looked up instead of searched.
#pragma once

#include <vector>

#include "omnigraph/exec/plan/conjunct.h"

namespace omnigraph::exec {

// The conditions `@id = "…"` that follow from `conjuncts` for variables of one type whose key has
// several members. They change no result: the conjuncts they come from stay.
std::vector<Conjunct> key_conditions(const std::vector<Conjunct>& conjuncts,
                                     const query::CheckedQuery& query,
                                     const std::vector<query::Value>& params);

}  // namespace omnigraph::exec
