#include "omnigraph/cli/commands/query_input.h"

#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/cli/commands/input_file.h"
#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

// The keys of a JSON object. The library throws; nothing else in this file lets it.
Result<std::set<std::string>> object_keys(const std::string& text) {
  try {
    const nlohmann::json object = nlohmann::json::parse(text);
    if (!object.is_object()) {
      return Error(ErrorCode::kInvalidArgument, "params JSON must be an object");
    }
    std::set<std::string> keys;
    for (const auto& member : object.items()) {
      keys.insert(member.key());
    }
    return keys;
  } catch (const nlohmann::json::exception& error) {
    const auto* place = dynamic_cast<const nlohmann::json::parse_error*>(&error);
    return Error(ErrorCode::kInvalidArgument,
                 place == nullptr
                     ? std::string("params JSON must be an object: a number is out of range")
                     : format("params JSON must be an object: not valid JSON at byte {}",
                              place->byte == 0 ? 0 : place->byte - 1));
  }
}

// What stands between the braces of an object, without blanks around it.
std::string_view members_of(std::string_view object) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t open = object.find('{') + 1;
  const std::string_view inside = object.substr(open, object.rfind('}') - open);
  const size_t begin = inside.find_first_not_of(kBlanks);
  return begin == std::string_view::npos
             ? std::string_view()
             : inside.substr(begin, inside.find_last_not_of(kBlanks) + 1 - begin);
}

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) && !std::filesystem::is_directory(path, error);
}

Result<const Alias*> find_alias(const Config& config,
                                const std::string& name,
                                AliasCommand command) {
  const auto found = config.aliases.find(name);
  if (found == config.aliases.end()) {
    std::vector<std::string> names;
    for (const auto& [known, alias] : config.aliases) {
      names.push_back(known);
    }
    const auto near = nearest_name(name, names);
    return Error(ErrorCode::kInvalidArgument,
                 format("alias '{}' not found in {}{}",
                        name,
                        config.file.empty() ? "omnigraph.yaml" : config.file,
                        near ? format("; did you mean '{}'?", *near) : ""));
  }
  if (found->second.command != command) {
    const bool is_read = command == AliasCommand::kChange;
    return Error(ErrorCode::kInvalidArgument,
                 format("alias '{}' is a {} alias, not a {} alias: use `omnigraph {} --alias {}`",
                        name,
                        is_read ? "Read" : "Change",
                        is_read ? "Change" : "Read",
                        is_read ? "read" : "change",
                        name));
  }
  return &found->second;
}

Result<std::optional<std::string>> explicit_params(const QueryOptions& options) {
  if (options.params_file.empty()) {
    return options.params;
  }
  OG_ASSIGN_OR_RETURN(std::string text, read_text_file(options.params_file, "params file"));
  return std::optional<std::string>(std::move(text));
}

}  // namespace

Result<std::string> find_query_file(const Config& config, const std::string& path) {
  if (path == "-") {
    return path;
  }
  std::vector<std::string> places = {config.resolve(path)};
  if (path[0] != '/') {
    for (const std::string& root : config.query_roots) {
      places.push_back(config.resolve((std::filesystem::path(root) / path).lexically_normal()));
    }
  }
  std::string looked;
  for (const std::string& place : places) {
    if (exists(place)) {
      return place;
    }
    looked += (looked.empty() ? "" : ", ") + place;
  }
  return Error(ErrorCode::kNotFound,
               format("query file '{}' not found{}",
                      path,
                      looked == path ? "" : format(" (looked for: {})", looked)));
}

Status check_params(const std::string& params_json) {
  const auto keys = object_keys(params_json);
  return keys.ok() ? Status() : Status(keys.error());
}

Result<std::string> merge_params(const std::string& alias_name,
                                 const Alias& alias,
                                 const std::vector<std::string>& arguments,
                                 const std::optional<std::string>& explicit_params) {
  if (arguments.size() > alias.args.size()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("alias '{}' expects at most {} args but got {}",
                        alias_name,
                        alias.args.size(),
                        arguments.size()));
  }
  std::set<std::string> keys;
  std::string members;
  if (explicit_params) {
    OG_ASSIGN_OR_RETURN(keys, object_keys(*explicit_params));
    members = members_of(*explicit_params);
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (keys.count(alias.args[i]) != 0) {
      continue;
    }
    if (!is_valid_utf8(arguments[i])) {
      return Error(ErrorCode::kInvalidArgument,
                   format("argument '{}' of alias '{}' is not UTF-8", alias.args[i], alias_name));
    }
    members += members.empty() ? "" : ",";
    append_json_string(members, alias.args[i]);
    members += ":";
    if (nlohmann::json::accept(arguments[i])) {
      members += arguments[i];
    } else {
      append_json_string(members, arguments[i]);
    }
  }
  return members.empty() && !explicit_params ? "" : "{" + members + "}";
}

Result<QueryInput> resolve_query(const Config& config,
                                 const QueryOptions& options,
                                 AliasCommand command) {
  if (options.query_file.empty() == options.alias.empty()) {
    return Error(ErrorCode::kInvalidArgument, "exactly one of --alias or --query must be provided");
  }
  const Alias* alias = nullptr;
  if (!options.alias.empty()) {
    OG_ASSIGN_OR_RETURN(alias, find_alias(config, options.alias, command));
  }
  // The first positional argument is the graph, as in other commands, unless it is one of an alias
  // that knows its graph.
  GraphOptions graph = options.graph;
  std::vector<std::string> arguments = options.positional;
  if (!arguments.empty() && (alias == nullptr || !names_graph(config, graph, alias))) {
    graph.uri = arguments.front();
    arguments.erase(arguments.begin());
  }

  QueryInput input;
  OG_ASSIGN_OR_RETURN(const auto given, explicit_params(options));
  if (alias != nullptr) {
    OG_ASSIGN_OR_RETURN(input.params_json, merge_params(options.alias, *alias, arguments, given));
  } else if (given) {
    OG_RETURN_IF_ERROR(check_params(*given));
    input.params_json = *given;
  }
  OG_ASSIGN_OR_RETURN(input.query_path,
                      find_query_file(config, alias ? alias->query : options.query_file));
  OG_ASSIGN_OR_RETURN(input.query_source, read_text_file(input.query_path, "query file"));
  OG_ASSIGN_OR_RETURN(input.graph_uri, resolve_graph(config, graph, alias));
  input.query_name = alias != nullptr && options.name.empty() ? alias->name : options.name;
  input.branch = resolve_branch(config, options.branch, alias);
  input.format = resolve_format(config, options);
  return input;
}

std::string resolve_format(const Config& config, const QueryOptions& options) {
  if (options.output.json) {
    return "json";
  }
  if (!options.format.empty()) {
    return options.format;
  }
  const auto alias = config.aliases.find(options.alias);
  return alias != config.aliases.end() && !alias->second.format.empty() ? alias->second.format
                                                                        : config.output_format;
}

}  // namespace omnigraph::cli
