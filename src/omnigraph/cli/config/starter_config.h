// The omnigraph.yaml that `init` leaves beside a new graph.
#pragma once

#include <string>

#include "omnigraph/base/result.h"

namespace omnigraph::cli {

// Where it belongs: the folder that holds the graph, or the current one for a URI with a scheme.
std::string starter_config_path(const std::string& uri);

// Its text. A path is written as it is seen from the file, so that the file and the graph can be
// moved together; an absolute path and a URI stay as they are.
std::string starter_config(const std::string& uri);

// Writes it unless there is one already. Errors: kUnavailable.
Status write_starter_config(const std::string& uri);

}  // namespace omnigraph::cli
