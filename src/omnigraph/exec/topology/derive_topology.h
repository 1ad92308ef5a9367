// Derives the topology of a slightly changed state from that of an older one, so that a commit or a
// staged change of few rows costs work in the size of the change, not of the graph.
#pragma once

#include <optional>

#include "omnigraph/exec/topology/topology_state.h"

namespace omnigraph::exec {

// `base` must be a full topology (not derived) built from `base_state`. None when the new state
// does not merely add to the old one, or when so much changed that building anew is the better
// choice.
Result<std::optional<TopologyPtr>> derive_topology(const TopologyPtr& base,
                                                   const TopologyState& base_state,
                                                   const TopologyTables& tables);

}  // namespace omnigraph::exec
