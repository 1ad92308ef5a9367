#include "omnigraph/cli/config/starter_config.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/cli/config/config.h"

namespace omnigraph::cli {
namespace {

constexpr std::string_view kBeforeUri = R"(project:
  name: Omnigraph Project

graphs:
  local:
    uri: )";
constexpr std::string_view kAfterUri = R"(
    # bearer_token_env: OMNIGRAPH_BEARER_TOKEN

server:
  graph: local
  bind: 127.0.0.1:8080

cli:
  graph: local
  branch: main
  output_format: table
  table_max_column_width: 80
  table_cell_layout: truncate

query:
  roots:
    - queries
    - .

aliases:
  # people:
  #   command: read
  #   query: people.gq
  #   name: by_city
  #   args: [city]
  #   format: table

# auth:
#   env_file: .env.omni

# policy:
#   file: policy.yaml
)";

// The path of a graph without a slash at its end.
std::filesystem::path graph_path(std::string uri) {
  while (uri.size() > 1 && uri.back() == '/') {
    uri.pop_back();
  }
  return uri;
}

}  // namespace

std::string starter_config_path(const std::string& uri) {
  const std::filesystem::path name = "omnigraph.yaml";
  return has_scheme(uri) ? name.string() : (graph_path(uri).parent_path() / name).string();
}

std::string starter_config(const std::string& uri) {
  const std::filesystem::path path = graph_path(uri);
  std::string quoted = "'";
  const bool as_given = has_scheme(uri) || path.is_absolute() || !path.has_filename() ||
                        path.filename() == "." || path.filename() == "..";
  for (const char c : as_given ? uri : path.filename().string()) {
    quoted += c == '\'' ? std::string("''") : std::string(1, c);
  }
  return format("{}{}'{}", kBeforeUri, quoted, kAfterUri);
}

Status write_starter_config(const std::string& uri) {
  const std::string path = starter_config_path(uri);
  const auto failed = [&] {
    return Error(ErrorCode::kUnavailable,
                 format("cannot write '{}': {}", path, std::generic_category().message(errno)));
  };
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0) {
    return errno == EEXIST ? Status() : Status(failed());
  }
  const std::string text = starter_config(uri);
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t count = ::write(file, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      const Error error = failed();
      ::close(file);
      ::unlink(path.c_str());  // half a file would be a configuration that fails
      return error;
    }
    rest.remove_prefix(static_cast<size_t>(count));
  }
  ::close(file);
  return {};
}

}  // namespace omnigraph::cli
