#include "omnigraph/schema/check/draft.h"

#include <utility>

#include "omnigraph/base/format.h"

namespace omnigraph::schema {

bool PropertyTable::add(Property property, bool broken) {
  if (!index_.emplace(property.name, properties_.size()).second) {
    return false;
  }
  properties_.push_back(std::move(property));
  broken_.push_back(broken);
  return true;
}

size_t PropertyTable::index_of(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? npos : found->second;
}

const Property* PropertyTable::find(std::string_view name) const {
  const size_t index = index_of(name);
  return index == npos ? nullptr : &properties_[index];
}

Property* PropertyTable::find(std::string_view name) {
  const size_t index = index_of(name);
  return index == npos ? nullptr : &properties_[index];
}

bool PropertyTable::is_broken(std::string_view name) const {
  const size_t index = index_of(name);
  return index != npos && broken_[index];
}

std::vector<std::string> PropertyTable::names() const {
  std::vector<std::string> names;
  names.reserve(properties_.size());
  for (const Property& property : properties_) {
    names.push_back(property.name);
  }
  return names;
}

std::string describe(const DeclarationSyntax& declaration) {
  switch (declaration.kind) {
    case DeclarationSyntax::Kind::kInterface:
      return "interface " + declaration.name.text;
    case DeclarationSyntax::Kind::kNode:
      return "node " + declaration.name.text;
    case DeclarationSyntax::Kind::kEdge:
      return "edge " + declaration.name.text;
  }
  return declaration.name.text;
}

std::string describe(const DeclarationSyntax& owner, std::string_view property) {
  return format("property '{}' of {}", property, describe(owner));
}

}  // namespace omnigraph::schema
