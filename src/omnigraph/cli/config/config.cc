// The one file that sees the YAML library. It throws; every use is inside parse_config().
#include "omnigraph/cli/config/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <functional>
#include <set>

#include <yaml-cpp/yaml.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/cli/commands/input_file.h"

namespace omnigraph::cli {
namespace {

constexpr std::string_view kDefaultFile = "omnigraph.yaml";
// Far beyond any configuration, and little enough for a parser that builds a tree.
constexpr size_t kLimitBytes = size_t{1} << 20;
constexpr std::array<std::string_view, 5> kFormats = {"table", "kv", "csv", "jsonl", "json"};

std::string kind_of(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      return "a map";
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Scalar:
      return format("'{}'", node.Scalar());
    default:
      return "nothing";
  }
}

// Reads a tree key by key. A key's name in errors is its path: `cli.output_format`.
class ConfigReader {
 public:
  explicit ConfigReader(const std::string& file) : file_(file) {}

  Status read(const YAML::Node& root, Config* config) const {
    return each(root, "", [&](const std::string& key, const YAML::Node& value) -> Status {
      if (key == "graphs") {
        return each(value, key, [&](const std::string& name, const YAML::Node& entry) {
          return read_graph(entry, "graphs." + name, &config->graphs[name]);
        });
      }
      if (key == "auth") {
        return read_texts(value, key, {{"env_file", &config->env_file}});
      }
      if (key == "cli") {
        return read_cli(value, config);
      }
      if (key == "query") {
        return each(value, key, [&](const std::string& name, const YAML::Node& roots) {
          return name == "roots" ? read_list(roots, "query.roots", &config->query_roots) : Status();
        });
      }
      if (key == "aliases") {
        return each(value, key, [&](const std::string& name, const YAML::Node& entry) {
          return read_alias(entry, "aliases." + name, &config->aliases[name]);
        });
      }
      return {};
    });
  }

 private:
  using Visit = std::function<Status(const std::string& key, const YAML::Node& value)>;

  Error wrong(const YAML::Node& node, const std::string& key, std::string_view expected) const {
    return Error(ErrorCode::kInvalidArgument,
                 format("{}:{}:{}: '{}': expected {}, found {}",
                        file_,
                        node.Mark().line + 1,
                        node.Mark().column + 1,
                        key.empty() ? "(top level)" : key,
                        expected,
                        kind_of(node)));
  }

  // Visits the members of a map; null counts as an empty one.
  Status each(const YAML::Node& node, const std::string& path, const Visit& visit) const {
    if (!node.IsDefined() || node.IsNull()) {
      return {};
    }
    if (!node.IsMap()) {
      return wrong(node, path, "a map of keys and values");
    }
    std::set<std::string> seen;
    for (const auto& member : node) {
      if (!member.first.IsScalar()) {
        return wrong(member.first, path, "keys that are words");
      }
      const std::string& key = member.first.Scalar();
      if (!seen.insert(key).second) {
        return Error(ErrorCode::kInvalidArgument,
                     format("{}:{}:{}: '{}{}{}' is given twice",
                            file_,
                            member.first.Mark().line + 1,
                            member.first.Mark().column + 1,
                            path,
                            path.empty() ? "" : ".",
                            key));
      }
      OG_RETURN_IF_ERROR(visit(key, member.second));
    }
    return {};
  }

  // A text; null leaves `out` as it is.
  Status read_text(const YAML::Node& node, const std::string& key, std::string* out) const {
    if (node.IsNull()) {
      return {};
    }
    if (!node.IsScalar()) {
      return wrong(node, key, "a text");
    }
    *out = node.Scalar();
    return {};
  }

  Status read_word(const YAML::Node& node,
                   const std::string& key,
                   const std::vector<std::string_view>& words,
                   std::string_view expected,
                   std::string* out) const {
    OG_RETURN_IF_ERROR(read_text(node, key, out));
    return node.IsNull() || std::find(words.begin(), words.end(), *out) != words.end()
               ? Status()
               : Status(wrong(node, key, expected));
  }

  Status read_format(const YAML::Node& node, const std::string& key, std::string* out) const {
    return read_word(
        node, key, {kFormats.begin(), kFormats.end()}, "table, kv, csv, jsonl or json", out);
  }

  Status read_list(const YAML::Node& node,
                   const std::string& key,
                   std::vector<std::string>* out) const {
    if (node.IsNull()) {
      return {};
    }
    if (!node.IsSequence()) {
      return wrong(node, key, "a list of texts");
    }
    for (const auto& item : node) {
      if (!item.IsScalar()) {
        return wrong(item, key, "a list of texts");
      }
      out->push_back(item.Scalar());
    }
    return {};
  }

  // A section of which only these keys matter, all of them texts.
  Status read_texts(const YAML::Node& node,
                    const std::string& path,
                    const std::map<std::string, std::string*>& texts) const {
    return each(node, path, [&](const std::string& key, const YAML::Node& value) {
      const auto found = texts.find(key);
      return found == texts.end() ? Status() : read_text(value, path + "." + key, found->second);
    });
  }

  Status read_graph(const YAML::Node& node, const std::string& path, std::string* uri) const {
    OG_RETURN_IF_ERROR(read_texts(node, path, {{"uri", uri}}));
    return uri->empty() ? Status(wrong(node, path + ".uri", "the URI of a graph")) : Status();
  }

  Status read_cli(const YAML::Node& node, Config* config) const {
    return each(node, "cli", [&](const std::string& name, const YAML::Node& value) -> Status {
      const std::string key = "cli." + name;
      if (name == "graph") {
        return read_text(value, key, &config->graph);
      }
      if (name == "branch") {
        return read_text(value, key, &config->branch);
      }
      if (name == "output_format") {
        return read_format(value, key, &config->output_format);
      }
      if (name == "table_max_column_width") {
        return read_count(value, key, &config->table_max_column_width);
      }
      if (name == "table_cell_layout") {
        std::string layout = "truncate";
        OG_RETURN_IF_ERROR(
            read_word(value, key, {"truncate", "wrap"}, "truncate or wrap", &layout));
        config->table_cell_layout = layout == "wrap" ? CellLayout::kWrap : CellLayout::kTruncate;
      }
      return {};
    });
  }

  Status read_count(const YAML::Node& node, const std::string& key, size_t* out) const {
    if (node.IsNull()) {
      return {};
    }
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
    if (error != std::errc() || end != text.data() + text.size() || *out == 0) {
      return wrong(node, key, "a whole number from 1");
    }
    return {};
  }

  Status read_alias(const YAML::Node& node, const std::string& path, Alias* alias) const {
    std::string command;
    OG_RETURN_IF_ERROR(
        each(node, path, [&](const std::string& name, const YAML::Node& value) -> Status {
          const std::string key = path + "." + name;
          if (name == "command") {
            return read_word(value, key, {"read", "change"}, "read or change", &command);
          }
          if (name == "args") {
            return read_list(value, key, &alias->args);
          }
          if (name == "format") {
            return read_format(value, key, &alias->format);
          }
          const std::map<std::string, std::string*> texts = {{"query", &alias->query},
                                                             {"name", &alias->name},
                                                             {"graph", &alias->graph},
                                                             {"branch", &alias->branch}};
          const auto found = texts.find(name);
          return found == texts.end() ? Status() : read_text(value, key, found->second);
        }));
    if (command.empty()) {
      return wrong(node, path + ".command", "read or change");
    }
    if (alias->query.empty()) {
      return wrong(node, path + ".query", "the path of a query file");
    }
    alias->command = command == "read" ? AliasCommand::kRead : AliasCommand::kChange;
    return {};
  }

  const std::string& file_;
};

}  // namespace

bool has_scheme(std::string_view uri) {
  const size_t end = uri.find("://");
  return end != std::string_view::npos && end > 0 &&
         std::all_of(uri.begin(), uri.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '+' || c == '-' || c == '.';
         });
}

std::string Config::resolve(const std::string& path) const {
  return folder.empty() || path.empty() || path[0] == '/' || has_scheme(path)
             ? path
             : (std::filesystem::path(folder) / path).string();
}

Result<Config> parse_config(std::string_view text, const std::string& file) {
  if (text.size() > kLimitBytes) {
    return Error(ErrorCode::kResourceExhausted,
                 format("config file '{}' is too large: limit {} bytes", file, kLimitBytes));
  }
  if (!is_valid_utf8(text)) {
    return Error(ErrorCode::kInvalidArgument, format("config file '{}' is not UTF-8", file));
  }
  Config config;
  config.file = file;
  config.folder = std::filesystem::path(file).parent_path().string();
  try {
    OG_RETURN_IF_ERROR(ConfigReader(file).read(YAML::Load(std::string(text)), &config));
  } catch (const YAML::Exception& error) {
    return Error(ErrorCode::kInvalidArgument,
                 format("{}:{}:{}: not valid YAML: {}",
                        file,
                        error.mark.line + 1,
                        error.mark.column + 1,
                        error.msg));
  }
  return config;
}

Result<Config> load_config(const std::string& file) {
  const std::string path = file.empty() ? std::string(kDefaultFile) : file;
  const auto text = read_text_file(path, "config file");
  if (text.ok()) {
    return parse_config(*text, path);
  }
  return file.empty() && text.error().code() == ErrorCode::kNotFound ? Result<Config>(Config())
                                                                     : text.error();
}

}  // namespace omnigraph::cli
