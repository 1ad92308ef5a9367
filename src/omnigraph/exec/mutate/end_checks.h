// What is checked once, on the state after the last statement of a mutation: @unique and @card.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/base/result.h"
#include "omnigraph/exec/mutate/staged_tables.h"

namespace omnigraph::exec {

// Which statement staged what, for places in findings. By table key.
struct StagedPlaces {
  std::map<std::string, std::vector<SourceSpan>> puts;  // one per non-empty put, in order
  std::map<std::string, SourceSpan> erased;             // the last one
};

// kInvalidArgument with R133 or R134, a ConstraintDetail and the statement's place, if a rule that
// the mutation touched does not hold.
Status check_end_state(StagedTables& staged, const StagedPlaces& places);

}  // namespace omnigraph::exec
