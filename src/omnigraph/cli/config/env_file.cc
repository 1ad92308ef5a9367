#include "omnigraph/cli/config/env_file.h"

#include <algorithm>
#include <cstdlib>

#include "omnigraph/base/format.h"
#include "omnigraph/cli/commands/input_file.h"

namespace omnigraph::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.front() == value.back();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

bool is_name(std::string_view name) {
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

}  // namespace

Result<std::map<std::string, std::string>> parse_env_file(std::string_view text,
                                                          const std::string& file) {
  constexpr std::string_view kExport = "export ";
  std::map<std::string, std::string> variables;
  size_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line[0] == '#') {
      continue;
    }
    if (line.substr(0, kExport.size()) == kExport) {
      line = trimmed(line.substr(kExport.size()));
    }
    const size_t equals = line.find('=');
    const std::string_view name = trimmed(line.substr(0, std::min(equals, line.size())));
    if (equals == std::string_view::npos || !is_name(name) ||
        line.find('\0') != std::string_view::npos) {
      // Not the line itself: it may hold a secret.
      return Error(ErrorCode::kInvalidArgument,
                   format("env file '{}', line {}: expected NAME=value", file, number));
    }
    variables[std::string(name)] = std::string(without_quotes(trimmed(line.substr(equals + 1))));
  }
  return variables;
}

Status apply_env_file(const Config& config) {
  if (config.env_file.empty()) {
    return {};
  }
  const std::string path = config.resolve(config.env_file);
  const auto text = read_text_file(path, "env file");
  if (!text.ok()) {
    return text.error().code() == ErrorCode::kNotFound ? Status() : Status(text.error());
  }
  OG_ASSIGN_OR_RETURN(const auto variables, parse_env_file(*text, path));
  for (const auto& [name, value] : variables) {
    ::setenv(name.c_str(), value.c_str(), 0);  // NOLINT(concurrency-mt-unsafe): before any thread
  }
  return {};
}

}  // namespace omnigraph::cli
