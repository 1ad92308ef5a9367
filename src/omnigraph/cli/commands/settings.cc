#include "omnigraph/cli/commands/settings.h"

#include "omnigraph/base/format.h"
#include "omnigraph/cli/config/env_file.h"

namespace omnigraph::cli {
namespace {

// What names the graph if no URI does; empty if nothing.
std::string graph_name(const Config& config, const GraphOptions& options, const Alias* alias) {
  if (!options.target.empty()) {
    return options.target;
  }
  return alias != nullptr && !alias->graph.empty() ? alias->graph : config.graph;
}

}  // namespace

Result<Config> load_settings(const GraphOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_config(options.config_file));
  OG_RETURN_IF_ERROR(apply_env_file(config));
  return config;
}

bool names_graph(const Config& config, const GraphOptions& options, const Alias* alias) {
  return !options.uri.empty() || !graph_name(config, options, alias).empty();
}

Result<std::string> resolve_graph(const Config& config,
                                  const GraphOptions& options,
                                  const Alias* alias) {
  if (!options.uri.empty()) {
    return options.uri;
  }
  const std::string name = graph_name(config, options, alias);
  if (name.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 "URI must be provided via <URI>, --target, or config");
  }
  const auto found = config.graphs.find(name);
  if (found == config.graphs.end()) {
    std::vector<std::string> names;
    for (const auto& [known, uri] : config.graphs) {
      names.push_back(known);
    }
    const auto near = nearest_name(name, names);
    return Error(ErrorCode::kInvalidArgument,
                 format("graph '{}' not found in omnigraph.yaml{}",
                        name,
                        near ? format("; did you mean '{}'?", *near) : ""));
  }
  return config.resolve(found->second);
}

std::string resolve_branch(const Config& config,
                           const std::optional<std::string>& flag,
                           const Alias* alias) {
  if (flag) {
    return *flag;
  }
  return alias != nullptr && !alias->branch.empty() ? alias->branch : config.branch;
}

engine::Target resolve_target(const Config& config,
                              const std::optional<std::string>& branch_flag,
                              const std::string& at) {
  engine::Target target{resolve_branch(config, branch_flag), std::nullopt};
  if (!at.empty()) {
    target.snapshot = at;
  }
  return target;
}

bool is_remote(const std::string& uri) {
  return uri.rfind("http://", 0) == 0 || uri.rfind("https://", 0) == 0;
}

Status require_local(const std::string& uri, const std::string& operation) {
  return is_remote(uri)
             ? Status(Error(ErrorCode::kUnsupported,
                            format("{} is only supported against local repo URIs in this milestone",
                                   operation)))
             : Status();
}

}  // namespace omnigraph::cli
