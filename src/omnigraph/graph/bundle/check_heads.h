// Whether a stored graph is complete as far as its heads go: what verify (verify/verify.h) does for
// the newest state of every branch and tag, without reading what is in the files.
#pragma once

#include <string>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"

namespace omnigraph::graph {

// Every head record parses and is of this graph; its schema compiles; its checkpoint, lineage and
// table manifests are there with the right hashes, and every file that these name exists. Needs no
// format.json. What `environment` caches is not used. Cost: a few reads per log, one look per file.
// Errors: kCorruption, naming what is missing or wrong; store errors.
Status check_heads(GraphEnvironment& environment,
                   const std::string& graph_id,
                   const CancelToken& cancel);

}  // namespace omnigraph::graph
