// Collecting: every object that a graph's whole history needs, in an order in which they can be
// stored elsewhere: whatever an object names comes before it, the record that began main last of
// all. The graph may be written to meanwhile.
//
//   merges, hints ─ heads of all logs ─ what their records reach ─ records of the logs ─ main's
//
// The heads are read one after another while writers go on, so they are made a consistent cut: a
// record that names another (the one it was forked off, those it merged) takes its log up to that
// one along, until nothing outside is named. Logs only grow and records name older ones only, so
// there is such a cut and it is found. A branch that is renamed meanwhile is seen under one of its
// names at least: names are listed again after the heads were read.
//
// Invariant: no state of the cut needs an object that was not told of.
//
// Not among them: format.json, which says that a graph is complete and so is the business of
// whoever stores it; the mirror, which is derivable; garbage and lists of it.
//
// Cost: a listing per folder of the log, one read per record, table version, checkpoint and lineage
// page; then one more per object by whoever takes it. Memory: 32 bytes per object and what is kept
// per log.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/environment.h"

namespace omnigraph::graph {

// Objects of a later part may name those of earlier ones.
enum class ObjectPart : uint8_t { kFiles, kLogs, kMainLog, kGenesis };

// Told of each object once. It is there, unless a cleanup without grace deletes it meanwhile.
using ObjectVisitor = std::function<Status(const std::string& path, ObjectPart part)>;

struct CollectedGraph {
  uint64_t commits = 0;   // that are whole or thinned, of all branches
  uint64_t branches = 0;  // that live
  uint64_t tags = 0;
  bool operator==(const CollectedGraph&) const = default;
};

// What `environment` caches is not used. Errors: kCorruption, kNotFound (damage, or a cleanup
// without grace meanwhile), kCancelled, store errors, those of the visitor.
Result<CollectedGraph> collect_objects(GraphEnvironment& environment,
                                       const std::string& graph_id,
                                       const ObjectVisitor& visit,
                                       const CancelToken& cancel);

}  // namespace omnigraph::graph
