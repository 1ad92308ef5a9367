// Which graph and which branch a command works on, once its flags, the alias and omnigraph.yaml
// have had their say, in this order.
#pragma once

#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/cli/config/config.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// The configuration, its env file applied to this process. Call first, before threads start.
Result<Config> load_settings(const GraphOptions& options);

// --uri > --target > the alias' graph > cli.graph. Errors: kInvalidArgument if nobody names one or
// the name is not in the configuration.
Result<std::string> resolve_graph(const Config& config,
                                  const GraphOptions& options,
                                  const Alias* alias = nullptr);

// Whether resolve_graph() has something to go by.
bool names_graph(const Config& config, const GraphOptions& options, const Alias* alias);

// --branch > the alias' branch > cli.branch > main.
std::string resolve_branch(const Config& config,
                           const std::optional<std::string>& flag,
                           const Alias* alias = nullptr);

// The reference `at` if there is one, else the branch.
engine::Target resolve_target(const Config& config,
                              const std::optional<std::string>& branch_flag,
                              const std::string& at);

bool is_remote(const std::string& uri);

// Refuses http:// and https:// for an `operation` that servers do not offer.
Status require_local(const std::string& uri, const std::string& operation);

}  // namespace omnigraph::cli
