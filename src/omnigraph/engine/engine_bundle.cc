// Engine's functions of bundles and copies.
#include "omnigraph/engine/engine_state.h"
#include "omnigraph/graph/bundle/bundle.h"
#include "omnigraph/io/open_store.h"

namespace omnigraph::engine {

Result<graph::BundleReport> Engine::bundle_create(const graph::ByteSink& sink,
                                                  const graph::BundleOptions& request,
                                                  const CancelToken& cancel) {
  return graph::create_bundle(
      state_->graph->environment(), state_->graph->graph_id(), sink, request, cancel);
}

Result<graph::BundleReport> Engine::bundle_import(const graph::ByteReader& source,
                                                  const std::string& new_uri,
                                                  const graph::BundleOptions& request,
                                                  const EngineOptions& options,
                                                  const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const auto store, io::open_store(new_uri, options.store));
  State target(nullptr, *store, options);
  graph::GraphEnvironment environment = target.environment();
  return graph::import_bundle(environment, source, request, cancel);
}

Result<graph::BundleReport> Engine::copy_to(const std::string& new_uri,
                                            const graph::BundleOptions& request,
                                            const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const auto store, io::open_store(new_uri, state_->options.store));
  State target(nullptr, *store, state_->options);
  graph::GraphEnvironment environment = target.environment();
  return graph::copy_graph(
      state_->graph->environment(), state_->graph->graph_id(), environment, request, cancel);
}

}  // namespace omnigraph::engine
