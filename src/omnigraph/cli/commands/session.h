// What commands share: opening the graph, reading input files, ending a write.
#pragma once

#include <memory>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// Engine options from the command line and the environment.
Result<engine::EngineOptions> engine_options(const GraphOptions& options);
Result<std::unique_ptr<engine::Engine>> open_graph(const GraphOptions& options);

// The content of a file; "-" is stdin. Errors: kNotFound, kInvalidArgument, naming the file and
// `what`.
Result<std::string> read_text_file(const std::string& path, const std::string& what);

// The JSON of --params or --params-file; empty for none.
Result<std::string> read_params(const QueryOptions& options);

// Mirrors what was written; a failure or drift is a warning only: the commit stands.
void finish_write(engine::Engine& engine);

// Writes to stdout. Broken pipes and full disks are an error.
Status print(std::string_view text);

// Milliseconds since the command began, for --timing.
class Stopwatch {
 public:
  Stopwatch();
  int64_t elapsed_us() const;

 private:
  int64_t start_us_;
};

}  // namespace omnigraph::cli
