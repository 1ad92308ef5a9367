// Tracing: from a commit record to every object that the states after its commits need: its
// checkpoint and lineage pages, the manifest of each table version, and the data, deletion and
// index files that these name. Whoever wants to know what a graph reaches (cleanup, bundles) asks
// here.
//
// Schema sources are not told: they are named by the record itself and never go.
#pragma once

#include <functional>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/log/record.h"

namespace omnigraph::graph {

// Told of each object, often more than once. `in_record`: the record carries it, so the store need
// not have it. The answer says whether to look at what the object leads to: false if that was done
// before. A path that ends with '/' stands for all files of that folder (an index segment whose
// entry names none).
using TraceVisitor = std::function<Result<bool>(std::string_view path, bool in_record)>;

// Of a thinned record and a tombstone only what they still name. Cost: one read per checkpoint and
// lineage page (cached) and per table version that the visitor wants looked at; every pin of the
// state is gone through. Errors: kCorruption, kNotFound, store errors, those of the visitor.
Status trace_record(GraphEnvironment& environment,
                    const CommitRecord& record,
                    const TraceVisitor& visit);

}  // namespace omnigraph::graph
