#include "omnigraph/schema/catalog.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/check.h"

namespace omnigraph::schema {

namespace {

// ASCII only: names are ASCII, and a look-up with other bytes must simply find nothing.
std::string fold(std::string_view name, bool drop_underscores) {
  std::string folded;
  folded.reserve(name.size());
  for (const char c : name) {
    if (drop_underscores && c == '_') {
      continue;
    }
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

std::unordered_map<std::string, size_t> index_by_name(const std::vector<EntityType>& types) {
  std::unordered_map<std::string, size_t> index;
  for (size_t i = 0; i < types.size(); ++i) {
    const bool added = index.emplace(types[i].name, i).second;
    OG_CHECK(added, "the parts of a catalog hold a type twice");
  }
  return index;
}

const EntityType* find_in(const std::vector<EntityType>& types,
                          const std::unordered_map<std::string, size_t>& index,
                          std::string_view name) {
  const auto found = index.find(std::string(name));
  return found == index.end() ? nullptr : &types[found->second];
}

}  // namespace

const Property* EntityType::find_property(std::string_view property) const {
  for (const Property& candidate : properties) {
    if (candidate.name == property) {
      return &candidate;
    }
  }
  return nullptr;
}

bool EntityType::is_key_member(std::string_view property) const {
  return std::find(key.begin(), key.end(), property) != key.end();
}

size_t EntityType::column_of(std::string_view property) const {
  const std::string_view wanted = property == "@src"   ? "_src"
                                  : property == "@dst" ? "_dst"
                                                       : property;
  for (size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].name == wanted) {
      return c;
    }
  }
  return SIZE_MAX;
}

columnar::Schema EntityType::table_schema() const {
  if (!columns.empty()) {
    return columns;
  }
  columnar::Schema made;
  made.push_back({"_id", columnar::TypeKind::kString, false});
  if (is_edge()) {
    made.push_back({"_src", columnar::TypeKind::kString, false});
    made.push_back({"_dst", columnar::TypeKind::kString, false});
  }
  const auto first_property = static_cast<std::ptrdiff_t>(made.size());
  for (const Property& property : properties) {
    made.push_back({property.name, column_type(property.type), property.type.nullable});
  }
  std::sort(made.begin() + first_property,
            made.end(),
            [](const columnar::Field& a, const columnar::Field& b) { return a.name < b.name; });
  return made;
}

Catalog::Catalog(Parts parts)
    : source_(std::move(parts.source)),
      nodes_(std::move(parts.nodes)),
      edges_(std::move(parts.edges)),
      interfaces_(std::move(parts.interfaces)),
      node_index_(index_by_name(nodes_)),
      edge_index_(index_by_name(edges_)) {
  for (std::vector<EntityType>* types : {&nodes_, &edges_}) {
    for (EntityType& type : *types) {
      type.columns = type.table_schema();
    }
  }
}

const EntityType* Catalog::find_node(std::string_view name) const {
  return find_in(nodes_, node_index_, name);
}

const EntityType* Catalog::find_edge(std::string_view name) const {
  return find_in(edges_, edge_index_, name);
}

const InterfaceType* Catalog::find_interface(std::string_view name) const {
  for (const InterfaceType& candidate : interfaces_) {
    if (candidate.name == name) {
      return &candidate;
    }
  }
  return nullptr;
}

const EntityType* Catalog::find_table(std::string_view table_key) const {
  constexpr std::string_view kNodePrefix = "node:";
  constexpr std::string_view kEdgePrefix = "edge:";
  if (table_key.substr(0, kNodePrefix.size()) == kNodePrefix) {
    return find_node(table_key.substr(kNodePrefix.size()));
  }
  if (table_key.substr(0, kEdgePrefix.size()) == kEdgePrefix) {
    return find_edge(table_key.substr(kEdgePrefix.size()));
  }
  return nullptr;
}

std::vector<const EntityType*> Catalog::find_edges(std::string_view name) const {
  if (const EntityType* exact = find_edge(name)) {
    return {exact};
  }
  for (const bool drop_underscores : {false, true}) {
    const std::string wanted = fold(name, drop_underscores);
    std::vector<const EntityType*> found;
    for (const EntityType& edge : edges_) {
      if (fold(edge.name, drop_underscores) == wanted) {
        found.push_back(&edge);
      }
    }
    if (!found.empty()) {
      return found;
    }
  }
  return {};
}

}  // namespace omnigraph::schema
