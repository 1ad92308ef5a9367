#include "omnigraph/graph/load/load.h"

#include "omnigraph/graph/load/load_session.h"

namespace omnigraph::graph {

Result<LoadResult> load_lines(Graph& graph,
                              const ByteReader& input,
                              const LoadOptions& options,
                              const CancelToken& cancel) {
  SnapshotPtr base = options.base;
  if (base == nullptr) {
    OG_ASSIGN_OR_RETURN(base, graph.head());
  }
  LoadSession session(graph, std::move(base), options);
  LineSource lines(input);
  OG_RETURN_IF_ERROR(session.read(lines, cancel));
  return session.commit(cancel);
}

}  // namespace omnigraph::graph
