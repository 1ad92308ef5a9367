#include "omnigraph/graph/index/indexed_columns.h"

#include <algorithm>
#include <set>

#include "omnigraph/lance/index/value_order.h"

namespace omnigraph::graph {
namespace {

std::string column_name(const std::string& property) {
  return property == "@src" ? "_src" : property == "@dst" ? "_dst" : property;
}

}  // namespace

std::vector<size_t> indexed_columns(const schema::EntityType& type) {
  std::set<std::string> names = {"_id"};
  if (type.is_edge()) {
    names.insert({"_src", "_dst"});
  }
  for (const std::vector<std::string>& properties : type.unique) {
    names.insert(column_name(properties[probe_member(type, properties)]));
  }
  const columnar::Schema columns = type.table_schema();
  std::vector<size_t> indexed;
  for (size_t column = 0; column < columns.size(); ++column) {
    if (names.contains(columns[column].name) && lance::is_ordered(columns[column].type)) {
      indexed.push_back(column);
    }
  }
  return indexed;
}

size_t probe_member(const schema::EntityType& type, const std::vector<std::string>& properties) {
  const auto is_end = [](const std::string& name) { return name == "@src" || name == "@dst"; };
  const auto has_many_values = [&](const std::string& name) {
    const schema::Property* property = type.find_property(name);
    return property != nullptr && !property->type.is_enum() &&
           property->type.scalar != schema::ScalarKind::kBool;
  };
  auto best = std::find_if(properties.begin(), properties.end(), is_end);
  if (best == properties.end()) {
    best = std::find_if(properties.begin(), properties.end(), has_many_values);
  }
  return best == properties.end() ? 0 : static_cast<size_t>(best - properties.begin());
}

std::string index_name(std::string_view column) {
  return std::string(column) + "_idx";
}

}  // namespace omnigraph::graph
