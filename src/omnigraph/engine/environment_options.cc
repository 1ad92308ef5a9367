#include "omnigraph/engine/environment_options.h"

#include <cstdlib>

#include "omnigraph/embed/mock.h"

namespace omnigraph::engine {

EngineOptions options_from_environment() {
  EngineOptions options;
  const char* mock =
      std::getenv("OMNIGRAPH_EMBEDDINGS_MOCK");  // NOLINT(concurrency-mt-unsafe): see the header
  options.mock_embeddings = mock != nullptr && embed::is_mock_setting(mock);
  return options;
}

}  // namespace omnigraph::engine
