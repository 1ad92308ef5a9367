#include <simdjson.h>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/mirror/mirror.h"

namespace omnigraph::graph {

std::string to_json(const MirrorHint& hint) {
  JsonWriter json;
  json.begin_object();
  json.member("format", uint64_t{1});
  json.member("root", hint.root);
  json.member("graph_id", hint.graph_id);
  json.member("incarnation", hint.incarnation);
  json.member("seq", hint.seq);
  json.key("tables");
  json.begin_object();
  for (const auto& [key, table] : hint.tables) {
    json.key(key);
    json.begin_object();
    json.member("mirror_version", table.mirror_version);
    json.member("manifest", table.manifest);
    json.end_object();
  }
  json.end_object();
  json.end_object();
  return json.take();
}

std::optional<MirrorHint> parse_mirror_hint(std::string_view bytes) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const simdjson::padded_string padded(bytes);
  if (parser.parse(padded).get(root) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  MirrorHint hint;
  std::string_view text[3];
  simdjson::dom::object tables;
  uint64_t format = 0;
  if (root["format"].get(format) != simdjson::SUCCESS || format != 1 ||
      root["root"].get(text[0]) != simdjson::SUCCESS ||
      root["graph_id"].get(text[1]) != simdjson::SUCCESS ||
      root["incarnation"].get(text[2]) != simdjson::SUCCESS ||
      root["seq"].get(hint.seq) != simdjson::SUCCESS ||
      root["tables"].get(tables) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  hint.root = text[0];
  hint.graph_id = text[1];
  hint.incarnation = text[2];
  for (const auto [key, value] : tables) {
    MirrorHint::Table table;
    std::string_view manifest;
    if (value["mirror_version"].get(table.mirror_version) != simdjson::SUCCESS ||
        value["manifest"].get(manifest) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    table.manifest = manifest;
    hint.tables.emplace(key, std::move(table));
  }
  return hint;
}

std::optional<MirrorHint> read_mirror_hint(io::ObjectStore& store) {
  const auto bytes = store.read(kMirrorHintObject);
  return bytes.ok() ? parse_mirror_hint(bytes->view()) : std::nullopt;
}

}  // namespace omnigraph::graph
