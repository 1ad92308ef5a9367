#include "omnigraph/graph/load/load.h"

#include "omnigraph/graph/load/load_session.h"

namespace omnigraph::graph {

Result<LoadResult> load_inputs(Graph& graph,
                               std::vector<LoadInput> inputs,
                               const LoadOptions& options,
                               const CancelToken& cancel) {
  SnapshotPtr base = options.base;
  if (base == nullptr) {
    OG_ASSIGN_OR_RETURN(base, graph.head());
  }
  LoadSession session(graph, std::move(base), options);
  OG_RETURN_IF_ERROR(session.read(std::move(inputs), cancel));
  return session.commit(cancel);
}

Result<LoadResult> load_lines(Graph& graph,
                              const ByteReader& input,
                              const LoadOptions& options,
                              const CancelToken& cancel) {
  std::vector<LoadInput> inputs(1);
  inputs[0].open = [&] { return Result<ByteReader>(input); };
  return load_inputs(graph, std::move(inputs), options, cancel);
}

}  // namespace omnigraph::graph
