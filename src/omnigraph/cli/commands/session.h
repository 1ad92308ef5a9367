// What commands share: opening the graph, ending a write, printing, and saying how it went.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/cli/output/report.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// What an error of a command needs to be shown rightly; the command fills it in as it learns more.
struct Reporting {
  bool json = false;
  bool timing = false;
  std::optional<SourceText> source;  // the text that diagnostics are about
};

// Runs the body of a command: reports its error and the time it took. Returns the exit code.
int run_reported(Reporting reporting, const std::function<Status(Reporting&)>& body);

Result<std::unique_ptr<engine::Engine>> init_graph(const std::string& uri,
                                                   std::string_view schema_source,
                                                   const GraphOptions& options);
// Errors: kUnsupported for a remote graph.
Result<std::unique_ptr<engine::Engine>> open_graph(const std::string& uri,
                                                   const GraphOptions& options);

// Makes a graph of a bundle at `new_uri` (graph/bundle/bundle.h).
Result<graph::BundleReport> import_graph(const graph::ByteReader& source,
                                         const std::string& new_uri,
                                         const GraphOptions& options,
                                         const graph::BundleOptions& request,
                                         const CancelToken& cancel);

// The graph that options and configuration lead to (settings.h).
Result<std::unique_ptr<engine::Engine>> open_named(const GraphOptions& options);

// The deadline, on the boot clock, of what begins now; 0 seconds: none.
int64_t deadline_after(double seconds);

// Looks at everything in the graph. Errors: as open_graph(), but damage is none.
Result<graph::VerifyReport> verify_stored(const std::string& uri,
                                          const GraphOptions& options,
                                          const graph::VerifyOptions& request,
                                          const CancelToken& cancel);

// Mirrors what was written; a failure or drift is a warning only: the commit stands.
void finish_write(engine::Engine& engine);

// Writes to stdout. Broken pipes and full disks are an error.
Status print(std::string_view text);

}  // namespace omnigraph::cli
