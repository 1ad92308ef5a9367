#include "support/reference/load_plain.h"

#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "omnigraph/base/base64.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"
#include "omnigraph/embed/mock.h"

namespace omnigraph::testing {
namespace {

using nlohmann::json;
using schema::EntityType;
using schema::PropertyType;
using schema::ScalarKind;

Error bad(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

// ---- One value ---------------------------------------------------------------------------------

Result<PlainValue> integer_in(const json& value, Integer low, Integer high) {
  Integer number = 0;
  if (value.is_number_unsigned()) {
    number = value.get<uint64_t>();
  } else if (value.is_number_integer()) {
    number = value.get<int64_t>();
  } else if (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>() &&
             std::fabs(value.get<double>()) < 1e30) {
    number = static_cast<Integer>(value.get<double>());
  } else {
    return bad("not an integer: " + value.dump());
  }
  if (number < low || number > high) {
    return bad("out of range: " + value.dump());
  }
  return plain_integer(number);
}

Result<PlainValue> number_of(const json& value, bool single) {
  if (!value.is_number()) {
    return bad("not a number: " + value.dump());
  }
  const auto real = value.get<double>();
  if (!single) {
    return plain_real(real);
  }
  const auto narrow = static_cast<float>(real);
  return std::isfinite(narrow) ? Result<PlainValue>(plain_real(static_cast<double>(narrow)))
                               : bad("out of range: " + value.dump());
}

Result<PlainValue> time_of(const json& value, bool date) {
  if (value.is_number_integer()) {
    const auto number = value.get<int64_t>();
    return date ? PlainValue{PlainDate{number}} : PlainValue{PlainInstant{number}};
  }
  if (!value.is_string()) {
    return bad("not a date: " + value.dump());
  }
  const auto text = value.get<std::string>();
  OG_ASSIGN_OR_RETURN(const Instant instant, parse_instant(text));
  if (!date) {
    return PlainValue{PlainInstant{instant.ms}};
  }
  OG_ASSIGN_OR_RETURN(const int32_t days, parse_date(text.substr(0, 10)));
  return PlainValue{PlainDate{days}};
}

// A Blob keeps its text; inline bytes in the one spelling that base64 has for them.
Result<PlainValue> blob_of(const std::string& text) {
  constexpr std::string_view kInline = "base64:";
  if (!text.starts_with(kInline)) {
    return plain_text(text);
  }
  OG_ASSIGN_OR_RETURN(const std::string bytes, base64_decode(text.substr(kInline.size())));
  return plain_text(std::string(kInline) + base64_encode(as_bytes(bytes)));
}

Result<PlainValue> vector_of(const json& value, int32_t dimension) {
  if (!value.is_array() || value.size() != static_cast<size_t>(dimension)) {
    return bad("not a vector of the right length: " + value.dump());
  }
  PlainList items;
  for (const json& item : value) {
    OG_ASSIGN_OR_RETURN(PlainValue number, number_of(item, true));
    items.push_back(std::move(number));
  }
  return plain_list(std::move(items));
}

Result<PlainValue> scalar_of(const json& value, const PropertyType& type) {
  switch (type.scalar) {
    case ScalarKind::kI32:
      return integer_in(
          value, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
    case ScalarKind::kI64:
      return integer_in(
          value, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
    case ScalarKind::kU32:
      return integer_in(value, 0, std::numeric_limits<uint32_t>::max());
    case ScalarKind::kU64:
      return integer_in(value, 0, std::numeric_limits<uint64_t>::max());
    case ScalarKind::kF32:
    case ScalarKind::kF64:
      return number_of(value, type.scalar == ScalarKind::kF32);
    case ScalarKind::kDate:
    case ScalarKind::kDateTime:
      return time_of(value, type.scalar == ScalarKind::kDate);
    case ScalarKind::kVector:
      return vector_of(value, type.dimension);
    case ScalarKind::kBool:
      return value.is_boolean() ? Result<PlainValue>(plain_bool(value.get<bool>()))
                                : bad("not a boolean: " + value.dump());
    case ScalarKind::kString:
    case ScalarKind::kBlob:
      break;
  }
  if (!value.is_string()) {
    return bad("not a string: " + value.dump());
  }
  return type.scalar == ScalarKind::kBlob
             ? blob_of(value.get<std::string>())
             : Result<PlainValue>(plain_text(value.get<std::string>()));
}

Result<PlainValue> value_of(const json& value, const PropertyType& type) {
  if (value.is_null()) {
    return plain_null();
  }
  if (!type.list) {
    return scalar_of(value, type);
  }
  if (!value.is_array()) {
    return bad("not an array: " + value.dump());
  }
  PlainList items;
  for (const json& item : value) {
    if (item.is_null()) {
      items.push_back(plain_null());
      continue;
    }
    OG_ASSIGN_OR_RETURN(PlainValue one, scalar_of(item, type));
    items.push_back(std::move(one));
  }
  return plain_list(std::move(items));
}

// ---- One line ----------------------------------------------------------------------------------

// The text of a member; nothing if it is absent or no text.
std::optional<std::string> text_member(const json& object, const char* name) {
  const auto found = object.find(name);
  const bool text = found != object.end() && found->is_string();
  return text ? std::optional(found->get<std::string>()) : std::nullopt;
}

Result<PlainEntity> entity_of(const EntityType& type, const json& line, PlainGraph& graph) {
  PlainEntity entity;
  entity.type = &type;
  const json data =
      line.contains("data") && line["data"].is_object() ? line["data"] : json::object();
  for (const schema::Property& property : type.properties) {
    const json value = data.value(property.name, json());
    auto plain = value_of(value, property.type);
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
  if (!type.key.empty()) {
    entity.id = id_from_key(entity);
    if (!given.empty() && given != entity.id) {
      return bad("the id does not match the key");
    }
  } else {
    entity.id = given.empty() ? graph.fresh_id() : given;
  }
  return entity;
}

Status read_line(std::string_view text, PlainLoad& load) {
  const json line = json::parse(text, nullptr, false);
  if (!line.is_object()) {
    return bad("not a JSON object");
  }
  const schema::Catalog& catalog = *load.graph.catalog;
  const EntityType* type = nullptr;
  if (const auto node = text_member(line, "type")) {
    type = catalog.find_node(*node);
  } else if (const auto edge = text_member(line, "edge")) {
    const auto found = catalog.find_edges(*edge);
    type = found.size() == 1 ? found[0] : nullptr;
  }
  if (type == nullptr) {
    return bad("unknown type");
  }
  OG_ASSIGN_OR_RETURN(PlainEntity entity, entity_of(*type, line, load.graph));
  load.graph.of(*type).push_back(std::move(entity));
  ++load.counts[type->table_key];
  return {};
}

// Ids are unique per type, and edges end at nodes that are there.
Status check_graph(const PlainGraph& graph) {
  std::map<std::string, std::set<std::string>> ids;
  for (const auto* tables : {&graph.nodes, &graph.edges}) {
    for (const auto& [name, rows] : *tables) {
      for (const PlainEntity& entity : rows) {
        if (!ids[entity.type->table_key].insert(entity.id).second) {
          return bad(format("duplicate id of {}: '{}'", name, entity.id));
        }
      }
    }
  }
  for (const auto& [name, rows] : graph.edges) {
    for (const PlainEntity& edge : rows) {
      if (!ids["node:" + edge.type->from_type].contains(edge.source) ||
          !ids["node:" + edge.type->to_type].contains(edge.target)) {
        return bad(format("an end of {} '{}' is missing", name, edge.id));
      }
    }
  }
  return {};
}

}  // namespace

Result<PlainValue> plain_from_json(const std::string& text, const PropertyType& type) {
  return value_of(json::parse(text, nullptr, false), type);
}

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
  PlainLoad load{PlainGraph(catalog), {}};
  uint64_t number = 0;
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    ++number;
    const size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos || line.substr(begin).starts_with("//")) {
      continue;
    }
    const Status read = read_line(line.substr(begin), load);
    if (!read.ok()) {
      return read.error().with_context(format("line {}", number));
    }
  }
  OG_RETURN_IF_ERROR(check_graph(load.graph));
  return load;
}

}  // namespace omnigraph::testing
