// What the checks pass on to each other: a declaration with its properties, while not all is known
// to be right. Borrows the syntax tree.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "omnigraph/schema/catalog.h"
#include "omnigraph/schema/syntax/ast.h"

namespace omnigraph::schema {

// The properties of one type by name and in order.
class PropertyTable {
 public:
  // Adds a property whose type is not known if `broken` (reported): what refers to it is not
  // checked. False if there is one of that name.
  bool add(Property property, bool broken);

  bool contains(std::string_view name) const { return index_of(name) != npos; }
  // Null if there is none.
  const Property* find(std::string_view name) const;
  Property* find(std::string_view name);
  bool is_broken(std::string_view name) const;

  const std::vector<Property>& properties() const { return properties_; }
  std::vector<std::string> names() const;

 private:
  static constexpr size_t npos = static_cast<size_t>(-1);
  size_t index_of(std::string_view name) const;

  std::vector<Property> properties_;
  std::vector<bool> broken_;
  std::unordered_map<std::string, size_t> index_;
};

struct TypeDraft {
  const DeclarationSyntax* syntax = nullptr;
  std::vector<Annotation> annotations;
  PropertyTable properties;
  std::vector<std::string> implements;  // those that exist, none twice
};

// "node Person", "edge Knows", "interface Named": for messages.
std::string describe(const DeclarationSyntax& declaration);
// "property 'age' of node Person".
std::string describe(const DeclarationSyntax& owner, std::string_view property);

}  // namespace omnigraph::schema
