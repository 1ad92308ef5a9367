#include "omnigraph/cli/output/change_text.h"

#include <algorithm>
#include <array>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph::cli {
namespace {

using graph::EntityChange;
using graph::PropertyChange;
using graph::RowOp;

constexpr size_t kValueWidth = 80;

std::string value_text(const std::optional<std::string>& json) {
  return json ? shortened(*json, kValueWidth) : "null";
}

// The ends of an inserted or deleted edge are told as such.
bool is_end(const PropertyChange& property) {
  return property.property == "@src" || property.property == "@dst";
}

// {name: "Alice", age: 30}; nothing without properties.
std::string row_text(const EntityChange& change) {
  std::string text;
  for (const PropertyChange& property : change.properties) {
    if (!is_end(property)) {
      text += format("{}{}: {}",
                     text.empty() ? "" : ", ",
                     property.property,
                     value_text(change.op == RowOp::kInsert ? property.after : property.before));
    }
  }
  return text.empty() ? text : "{" + text + "}";
}

// age: 40 -> 41, name: "a" -> "b"
std::string update_text(const EntityChange& change) {
  std::string text;
  for (const PropertyChange& property : change.properties) {
    text += format("{}{}: {} -> {}",
                   text.empty() ? "" : ", ",
                   property.property,
                   value_text(property.before),
                   value_text(property.after));
  }
  return text;
}

std::string_view op_name(RowOp op) {
  return op == RowOp::kInsert ? "insert" : op == RowOp::kUpdate ? "update" : "delete";
}

void write_values(JsonWriter& json,
                  std::string_view name,
                  const EntityChange& change,
                  std::optional<std::string> PropertyChange::*side,
                  bool exists) {
  json.key(name);
  if (!exists) {
    json.null();
    return;
  }
  json.begin_object();
  for (const PropertyChange& property : change.properties) {
    if (change.op == RowOp::kUpdate || !is_end(property)) {
      json.key(property.property);
      property.*side ? json.raw(*(property.*side)) : json.null();
    }
  }
  json.end_object();
}

}  // namespace

std::string shown_id(std::string_view id) {
  const bool plain = !id.empty() && is_valid_utf8(id) && shown_line(id) == id &&
                     id.find_first_of(" \"\\") == std::string_view::npos;
  if (plain) {
    return std::string(id);
  }
  std::string quoted;
  append_json_string(quoted, id);
  return quoted;
}

std::string_view type_of_table(std::string_view table_key) {
  const size_t colon = table_key.find(':');
  return colon == std::string_view::npos ? table_key : table_key.substr(colon + 1);
}

std::string properties_text(const EntityChange& change) {
  return change.op == RowOp::kUpdate ? update_text(change) : row_text(change);
}

std::string change_line(const EntityChange& change, const Paint& paint) {
  std::string text = format("{} {}", change.type_name, shown_id(change.id));
  if (change.ends) {
    text += format(" {} -> {}", shown_id(change.ends->first), shown_id(change.ends->second));
  }
  const std::string properties = properties_text(change);
  if (!properties.empty()) {
    text += (change.op == RowOp::kUpdate ? "  " : " ") + properties;
  }
  switch (change.op) {
    case RowOp::kInsert:
      return paint.added("+ " + text) + "\n";
    case RowOp::kUpdate:
      return paint.changed("~ " + text) + "\n";
    case RowOp::kDelete:
      break;
  }
  return paint.removed("- " + text) + "\n";
}

void write_entity_change(JsonWriter& json, const EntityChange& change, uint64_t manifest_version) {
  json.begin_object();
  json.member("table_key", change.table_key);
  json.member("kind", change.is_edge ? "edge" : "node");
  json.member("type_name", change.type_name);
  json.member("id", change.id);
  json.member("op", op_name(change.op));
  json.member("manifest_version", manifest_version);
  json.key("endpoints");
  if (change.ends) {
    json.begin_object();
    json.member("src", change.ends->first);
    json.member("dst", change.ends->second);
    json.end_object();
  } else {
    json.null();
  }
  write_values(json, "before", change, &PropertyChange::before, change.op != RowOp::kInsert);
  write_values(json, "after", change, &PropertyChange::after, change.op != RowOp::kDelete);
  json.end_object();
}

void count_change(ChangeTally& tally, const EntityChange& change) {
  graph::RowCounts& counts = tally[change.table_key];
  ++(change.op == RowOp::kInsert   ? counts.inserted
     : change.op == RowOp::kUpdate ? counts.updated
                                   : counts.deleted);
}

std::string tally_lines(const ChangeTally& tally, const Paint& paint) {
  std::map<std::string_view, size_t> uses;
  for (const auto& [key, counts] : tally) {
    ++uses[type_of_table(key)];
  }
  const auto name_of = [&](std::string_view key) {
    return uses[type_of_table(key)] > 1 ? key : type_of_table(key);
  };
  size_t name_width = 0;
  std::array<size_t, 3> widths = {};
  for (const auto& [key, counts] : tally) {
    name_width = std::max(name_width, utf8_length(name_of(key)));
    widths[0] = std::max(widths[0], std::to_string(counts.inserted).size());
    widths[1] = std::max(widths[1], std::to_string(counts.updated).size());
  }
  std::string text;
  for (const auto& [key, counts] : tally) {
    const std::string inserted = std::to_string(counts.inserted);
    const std::string updated = std::to_string(counts.updated);
    text += std::string(name_of(key)) +
            std::string(name_width - utf8_length(name_of(key)) + 2, ' ') +
            paint.added("+" + inserted) + std::string(widths[0] - inserted.size() + 1, ' ') +
            paint.changed("~" + updated) + std::string(widths[1] - updated.size() + 1, ' ') +
            paint.removed("-" + std::to_string(counts.deleted)) + "\n";
  }
  return text;
}

void write_tally(JsonWriter& json, const ChangeTally& tally) {
  json.key("tables");
  json.begin_object();
  for (const auto& [key, counts] : tally) {
    json.key(key);
    json.begin_object();
    json.member("inserts", counts.inserted);
    json.member("updates", counts.updated);
    json.member("deletes", counts.deleted);
    json.end_object();
  }
  json.end_object();
}

void write_stats(JsonWriter& json, const graph::ChangeCounts& counts) {
  json.key("stats");
  json.begin_object();
  json.member("inserts", counts.inserts);
  json.member("updates", counts.updates);
  json.member("deletes", counts.deletes);
  json.key("types_affected");
  json.begin_array();
  for (const std::string& type : counts.types) {
    json.string(type);
  }
  json.end_array();
  json.end_object();
}

}  // namespace omnigraph::cli
