// Config: what omnigraph.yaml says, checked. Everything in it may be missing; keys that no command
// uses are ignored. Paths stand as written; resolve() makes them relative to the file's folder.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/result.h"

namespace omnigraph::cli {

enum class AliasCommand : uint8_t { kRead, kChange };

// A query with a name of its own, its parameters given by position. Empty = not said.
struct Alias {
  AliasCommand command = AliasCommand::kRead;
  std::string query;  // path
  std::string name;
  std::vector<std::string> args;  // names of parameters, in the order of the arguments
  std::string graph;
  std::string branch;
  std::string format;
};

enum class CellLayout : uint8_t { kTruncate, kWrap };

struct Config {
  std::string file;    // empty: there is none
  std::string folder;  // that relative paths start from; empty: the current one
  std::map<std::string, std::string> graphs;  // URIs by name
  std::string env_file;                       // auth.env_file
  std::string graph;                          // cli.graph
  std::string branch = "main";
  std::string output_format = "table";
  size_t table_max_column_width = 80;
  CellLayout table_cell_layout = CellLayout::kTruncate;
  std::vector<std::string> query_roots;
  std::map<std::string, Alias> aliases;

  // `path`, seen from the folder of the file.
  std::string resolve(const std::string& path) const;
};

// Reads `file`, or ./omnigraph.yaml if `file` is empty; there being none is an empty configuration.
// Errors: kNotFound for a file that was asked for; kInvalidArgument with file, line, key and what
// was expected.
Result<Config> load_config(const std::string& file);

// The same from a text; `file` is its name in errors and gives the folder.
Result<Config> parse_config(std::string_view text, const std::string& file);

// Whether `uri` begins with a scheme ("s3://").
bool has_scheme(std::string_view uri);

}  // namespace omnigraph::cli
