// The env file of a configuration: variables for this process, for secrets that do not belong into
// omnigraph.yaml.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "omnigraph/base/result.h"
#include "omnigraph/cli/config/config.h"

namespace omnigraph::cli {

// `NAME=value` lines. A leading `export `, blank lines, lines that begin with `#`, blanks around
// names and values, and quotes around a value do not count. The later of two lines of one name
// holds. Errors: kInvalidArgument with file and line.
Result<std::map<std::string, std::string>> parse_env_file(std::string_view text,
                                                          const std::string& file);

// Puts the variables of `auth.env_file` into the environment; those that are set already stay as
// they are. A missing file is no error. Call before threads start.
Status apply_env_file(const Config& config);

}  // namespace omnigraph::cli
