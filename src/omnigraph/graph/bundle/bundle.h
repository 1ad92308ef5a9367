// Bundle: a whole graph, with all commits, branches, tags and unfinished merges, as one file or
// stream, and how it becomes a graph again elsewhere. docs/formats/bundle.md has the format.
//
//   create   collect.h tells the objects ── groups with their hashes ── tar ── zstd ── sink
//   import   source ── zstd ── tar ── a group whose hashes are right ── import_target.h
//   copy     collect.h tells the objects ── import_target.h
//
// The result is the same graph with the same id: two of them that both take writes are two graphs.
// Everything streams: memory is a group (8 MiB), a few buffers and 50 bytes per object.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "omnigraph/base/cancel.h"
#include "omnigraph/base/result.h"
#include "omnigraph/graph/bundle/collect.h"
#include "omnigraph/graph/bundle/tar.h"
#include "omnigraph/graph/environment.h"
#include "omnigraph/graph/load/byte_reader.h"

namespace omnigraph::graph {

struct BundleProgress {
  uint64_t objects = 0;
  uint64_t bytes = 0;  // of their content
};

struct BundleOptions {
  std::function<void(const BundleProgress&)> progress;  // may be empty
};

struct BundleReport {
  std::string graph_id;
  std::string bundle_id;  // empty for a copy
  CollectedGraph graph;
  uint64_t objects = 0;
  uint64_t bytes = 0;          // of their content
  uint64_t archive_bytes = 0;  // of the archive written; 0 otherwise
};

// Writes a consistent state of the graph to `sink`; others may write to the graph meanwhile.
// Errors: kCorruption and kNotFound when an object is damaged or missing, those of the sink and the
// store; what the sink got until then is no bundle.
Result<BundleReport> create_bundle(GraphEnvironment& environment,
                                   const std::string& graph_id,
                                   const ByteSink& sink,
                                   const BundleOptions& options,
                                   const CancelToken& cancel);

// Makes a graph of a bundle (import_target.h has what stands at the target until it is done, and
// how an import that was stopped is finished). Errors: kAlreadyExists, kFailedPrecondition about
// the target; kCorruption about the bundle, naming the object; kUnsupported for a newer format.
Result<BundleReport> import_bundle(GraphEnvironment& target,
                                   const ByteReader& source,
                                   const BundleOptions& options,
                                   const CancelToken& cancel);

// The same without a file. A copy that was stopped is finished by copying again, whatever was
// written to the graph since.
Result<BundleReport> copy_graph(GraphEnvironment& source,
                                const std::string& graph_id,
                                GraphEnvironment& target,
                                const BundleOptions& options,
                                const CancelToken& cancel);

}  // namespace omnigraph::graph
