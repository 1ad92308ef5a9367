// A load at the front door: its conditions, its idempotency key, its receipt. The work itself is
// graph/load.
//
// With a key the bytes of the inputs are hashed as they are read. A key that is known already makes
// the inputs be read to their end, for their hash, and nothing be loaded: the same bytes get the
// receipt of their commit, others a conflict.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/engine/engine.h"
#include "omnigraph/graph/graph.h"
#include "omnigraph/graph/load/load.h"

namespace omnigraph::engine {

// `branch`: the request's, normalized. Nobody else of this process may write to it meanwhile.
Result<LoadAnswer> run_load(graph::Graph& graph,
                            const graph::EmbedFunction& embed,
                            const std::string& branch,
                            std::vector<graph::LoadInput> inputs,
                            const LoadRequest& request,
                            const CancelToken& cancel);

}  // namespace omnigraph::engine
