#include "support/reference/plain_graph.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/json_writer.h"
#include "support/reference/write_plain.h"

namespace omnigraph::testing {

using schema::EntityType;

PlainGraph::PlainGraph(schema::CatalogPtr schema) : catalog(std::move(schema)) {
  for (const EntityType& type : catalog->nodes()) {
    nodes[type.name];
  }
  for (const EntityType& type : catalog->edges()) {
    edges[type.name];
  }
}

std::vector<PlainEntity>& PlainGraph::of(const EntityType& type) {
  return (type.is_edge() ? edges : nodes).at(type.name);
}

const std::vector<PlainEntity>& PlainGraph::of(const EntityType& type) const {
  return (type.is_edge() ? edges : nodes).at(type.name);
}

const PlainEntity* PlainGraph::find(const EntityType& type, const std::string& id) const {
  for (const PlainEntity& entity : of(type)) {
    if (entity.id == id) {
      return &entity;
    }
  }
  return nullptr;
}

std::string PlainGraph::fresh_id() {
  constexpr size_t kLength = 26;
  const std::string number = std::to_string(++fresh_ids);
  return std::string(kLength - number.size(), '0') + number;
}

std::string id_from_key(const PlainEntity& entity) {
  const auto text_of = [&](const std::string& key) {
    if (key == "@src" || key == "@dst") {
      return key == "@src" ? entity.source : entity.target;
    }
    return plain_text_of(entity.properties.at(key),
                         query::value_type(entity.type->find_property(key)->type));
  };
  if (entity.type->key.size() == 1) {
    return text_of(entity.type->key[0]);
  }
  std::string id = "[";
  for (const std::string& key : entity.type->key) {
    id += id.size() == 1 ? "" : ",";
    append_json_string(id, text_of(key));
  }
  return id + "]";
}

namespace {

std::string export_line(const PlainEntity& entity) {
  const EntityType& type = *entity.type;
  const bool own_id = type.find_property("id") != nullptr;
  std::string line = type.is_edge() ? "{\"edge\":" : "{\"type\":";
  append_json_string(line, type.name);
  if (type.is_edge()) {
    line += ",\"from\":";
    append_json_string(line, entity.source);
    line += ",\"to\":";
    append_json_string(line, entity.target);
  }
  std::string id = "\"id\":";
  append_json_string(id, entity.id);
  line += own_id ? "," + id + ",\"data\":{" : ",\"data\":{" + id;
  bool first = own_id;
  for (const auto& [name, value] : entity.properties) {
    line += first ? "" : ",";
    first = false;
    append_json_string(line, name);
    line += ':';
    append_json(line, value, query::value_type(type.find_property(name)->type), false);
  }
  return line + "}}";
}

void export_tables(const std::map<std::string, std::vector<PlainEntity>>& tables,
                   std::vector<std::string>& lines) {
  for (const auto& [name, rows] : tables) {
    std::map<std::string, std::string> by_id;
    for (const PlainEntity& entity : rows) {
      by_id[entity.id] = export_line(entity);
    }
    for (const auto& [id, line] : by_id) {
      lines.push_back(line);
    }
  }
}

}  // namespace

std::vector<std::string> export_lines(const PlainGraph& graph) {
  std::vector<std::string> lines;
  export_tables(graph.edges, lines);
  export_tables(graph.nodes, lines);
  return lines;
}

}  // namespace omnigraph::testing
