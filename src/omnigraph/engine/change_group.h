// Changes as groups: executes the mutations that wait, one after another, each on the state that
// the one before left, and publishes them as one record with a commit each. A mutation that fails
// leaves the group; the others do not notice.
//
// When another process published something that is in the way of one mutation, that one is answered
// (or executed again, if its writer allows it), and the rest is executed again on the new head:
// nobody's commit is refused for what a neighbour in the group ran into.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/engine/group_tables.h"
#include "omnigraph/exec/mutate/run_mutation.h"
#include "omnigraph/graph/graph.h"

namespace omnigraph::engine {

// What executing changes takes; all of it outlives the group.
struct ChangeServices {
  graph::Graph& graph;
  graph::ReadCache& cache;
  RecentReads& reads;
  exec::MutationServices mutation;
  exec::ExecLimits limits;
  int64_t staleness_us = 0;     // how old the view of the head may be
  std::string branch = "main";  // that all turns are for
};

// One change that waits.
struct ChangeTurn {
  const ChangeRequest& request;
  const CancelToken& cancel;
  uint32_t retries_left = 0;
  std::optional<Result<ChangeAnswer>> answer;  // set once it is settled
};

// Settles all `turns`.
void run_changes(const ChangeServices& services, std::span<ChangeTurn* const> turns);

}  // namespace omnigraph::engine
