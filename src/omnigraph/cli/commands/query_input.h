// What `read`, `change` and `query lint` are to run: the query file, found by flag or alias, and
// the parameters, put together from arguments and flags.
#pragma once

#include <string>
#include <vector>

#include "omnigraph/base/result.h"
#include "omnigraph/cli/config/config.h"
#include "omnigraph/cli/options.h"

namespace omnigraph::cli {

struct QueryInput {
  std::string graph_uri;
  std::string branch;
  std::string query_path;
  std::string query_source;
  std::string query_name;   // empty: the only query of the file
  std::string params_json;  // empty: none
  std::string format;       // of a read's rows
};

// The path of a query file: as it is if absolute; else below the configuration's folder, then below
// each of query.roots. Errors: kNotFound.
Result<std::string> find_query_file(const Config& config, const std::string& path);

// The parameters as one JSON object: arguments by position, in the names of `alias`, and `explicit
// params`, which win key by key. Each argument is JSON if it reads as such, else a text. Empty if
// there are none. Errors: kInvalidArgument.
Result<std::string> merge_params(const std::string& alias_name,
                                 const Alias& alias,
                                 const std::vector<std::string>& arguments,
                                 const std::optional<std::string>& explicit_params);

// Refuses anything but a JSON object.
Status check_params(const std::string& params_json);

Result<QueryInput> resolve_query(const Config& config,
                                 const QueryOptions& options,
                                 AliasCommand command);

// The format of a read's rows: --json, --format > the alias' > cli.output_format > table.
std::string resolve_format(const Config& config, const QueryOptions& options);

}  // namespace omnigraph::cli
