// Engine options that the process environment sets.
#pragma once

#include "omnigraph/engine/engine.h"

namespace omnigraph::engine {

// Reads OMNIGRAPH_EMBEDDINGS_MOCK. Call before threads start.
EngineOptions options_from_environment();

}  // namespace omnigraph::engine
