#include "support/reference/load_plain.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/embed/mock.h"
#include "support/reference/automatic_plain.h"
#include "support/reference/value_from_json.h"

namespace omnigraph::testing {
namespace {

using nlohmann::json;
using schema::EntityType;

Error bad(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

// ---- One line ----------------------------------------------------------------------------------

// A row of the input.
struct Row {
  PlainEntity entity;
  bool identified = false;  // by a key, or by an id in the line
};

// The text of a member; nothing if it is absent or no text.
std::optional<std::string> text_member(const json& object, const char* name) {
  const auto found = object.find(name);
  const bool text = found != object.end() && found->is_string();
  return text ? std::optional(found->get<std::string>()) : std::nullopt;
}

Result<Row> row_of(const EntityType& type, const json& line, PlainGraph& graph) {
  Row row;
  PlainEntity& entity = row.entity;
  entity.type = &type;
  const json data =
      line.contains("data") && line["data"].is_object() ? line["data"] : json::object();
  for (const schema::Property& property : type.properties) {
    const json value = data.value(property.name, json());
    if (is_automatic(property) && !value.is_null()) {
      return bad("a value for an automatic property");
    }
    if (is_automatic(property) || (has_default(property) && !data.contains(property.name))) {
      entity.properties[property.name] =
          absent_value(property, graph, system_clock().now_us() / 1000);
      continue;
    }
    auto plain = value_from_json(value, property.type);
    if (!plain.ok()) {
      return plain.error().with_context(property.name);
    }
    entity.properties[property.name] = std::move(plain).value();
  }
  fill_mock_vectors(entity);
  OG_RETURN_IF_ERROR(check_row(entity));
  if (type.is_edge()) {
    const auto source = text_member(line, "from");
    const auto target = text_member(line, "to");
    if (!source || !target) {
      return bad("an edge without ends");
    }
    entity.source = *source;
    entity.target = *target;
  }
  std::string given = text_member(line, "id").value_or("");
  if (given.empty() && type.find_property("id") == nullptr) {
    given = text_member(data, "id").value_or("");
  }
  row.identified = !type.key.empty() || !given.empty();
  entity.id = !type.key.empty() ? id_from_key(entity) : given.empty() ? graph.fresh_id() : given;
  if (!given.empty() && given != entity.id) {
    return bad("the id does not match the key");
  }
  return row;
}

Result<Row> read_line(std::string_view text, PlainGraph& graph) {
  const json line = json::parse(text, nullptr, false);
  if (!line.is_object()) {
    return bad("not a JSON object");
  }
  const EntityType* type = nullptr;
  if (const auto node = text_member(line, "type")) {
    type = graph.catalog->find_node(*node);
  } else if (const auto edge = text_member(line, "edge")) {
    const auto found = graph.catalog->find_edges(*edge);
    type = found.size() == 1 ? found[0] : nullptr;
  }
  if (type == nullptr) {
    return bad("unknown type");
  }
  return row_of(*type, line, graph);
}

Result<std::vector<Row>> read_lines(std::string_view lines, PlainGraph& graph) {
  std::vector<Row> rows;
  size_t number = 0;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    ++number;
    const size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line.substr(begin).starts_with("//")) {
      continue;
    }
    auto row = read_line(line.substr(begin), graph);
    if (!row.ok()) {
      return row.error().with_context(format("line {}", number));
    }
    rows.push_back(std::move(row).value());
  }
  return rows;
}

// ---- All lines ---------------------------------------------------------------------------------

class Loader {
 public:
  Loader(const PlainGraph& graph, std::string_view mode, bool cascade)
      : before_(graph), mode_(mode), cascade_(cascade), load_{graph, {}} {}

  Result<PlainLoad> run(std::string_view lines) {
    OG_ASSIGN_OR_RETURN(std::vector<Row> rows, read_lines(lines, load_.graph));
    for (const Row& row : rows) {
      const EntityType& type = *row.entity.type;
      if (load_.counts[type.table_key]++ == 0 && mode_ == "overwrite") {
        load_.graph.of(type).clear();
      }
    }
    // Edges of the input, also those that a later line replaces: their ends must be there.
    std::vector<PlainEntity> edges;
    for (Row& row : rows) {
      if (row.entity.type->is_edge()) {
        edges.push_back(row.entity);
      }
      OG_RETURN_IF_ERROR(put(std::move(row)));
    }
    for (const PlainEntity& edge : edges) {
      if (!has_ends(edge)) {
        return bad(format("an end of {} '{}' is missing", edge.type->name, edge.id));
      }
    }
    OG_RETURN_IF_ERROR(drop_dangling());
    OG_RETURN_IF_ERROR(check_change(before_, load_.graph));
    return std::move(load_);
  }

 private:
  Status put(Row row) {
    const EntityType& type = *row.entity.type;
    const bool repeated = !ids_[type.table_key].insert(row.entity.id).second;
    if (repeated && (mode_ != "merge" || !type.is_edge())) {
      return bad(format("duplicate id of {}: '{}'", type.name, row.entity.id));
    }
    load_.counts[type.table_key] -= repeated ? 1 : 0;
    for (PlainEntity& stored : load_.graph.of(type)) {
      if (row.identified && stored.id == row.entity.id) {
        if (mode_ != "merge") {
          return Error(ErrorCode::kConflict, format("{} '{}' is stored", type.name, stored.id));
        }
        for (const schema::Property& property : type.properties) {
          if (is_automatic(property, "created")) {
            row.entity.properties[property.name] = stored.properties[property.name];
          }
        }
        stored = std::move(row.entity);
        return {};
      }
    }
    load_.graph.of(type).push_back(std::move(row.entity));
    return {};
  }

  bool has_ends(const PlainEntity& edge) const {
    const schema::Catalog& catalog = *load_.graph.catalog;
    return load_.graph.find(*catalog.find_node(edge.type->from_type), edge.source) != nullptr &&
           load_.graph.find(*catalog.find_node(edge.type->to_type), edge.target) != nullptr;
  }

  // Only nodes that an overwrite took away can leave stored edges without an end.
  Status drop_dangling() {
    for (auto& [name, rows] : load_.graph.edges) {
      std::vector<PlainEntity> kept;
      for (PlainEntity& edge : rows) {
        if (has_ends(edge)) {
          kept.push_back(std::move(edge));
        } else if (!cascade_) {
          return bad(format("an edge of {} would dangle", name));
        }
      }
      rows = std::move(kept);
    }
    return {};
  }

  const PlainGraph& before_;
  std::string_view mode_;
  bool cascade_;
  PlainLoad load_;
  std::map<std::string, std::set<std::string>> ids_;  // in the input, by table key
};

}  // namespace

PlainValue mock_vector(const PlainEntity& entity, const schema::Property& property) {
  const PlainValue& source = entity.properties.at(property.embed_source);
  if (source.is_null()) {
    return plain_null();
  }
  std::vector<float> vector(static_cast<size_t>(property.type.dimension));
  embed::mock_embedding(source.text(), vector);
  PlainList items;
  for (const float component : vector) {
    items.push_back(plain_real(static_cast<double>(component)));
  }
  return plain_list(std::move(items));
}

void fill_mock_vectors(PlainEntity& entity) {
  for (const schema::Property& property : entity.type->properties) {
    if (!property.embed_source.empty() && entity.properties.at(property.name).is_null()) {
      entity.properties[property.name] = mock_vector(entity, property);
    }
  }
}

Result<PlainLoad> load_plain(const schema::CatalogPtr& catalog, std::string_view lines) {
  return load_plain_into(PlainGraph(catalog), lines, "overwrite");
}

Result<PlainLoad> load_plain_into(const PlainGraph& graph,
                                  std::string_view lines,
                                  std::string_view mode,
                                  bool cascade) {
  return Loader(graph, mode, cascade).run(lines);
}

}  // namespace omnigraph::testing
