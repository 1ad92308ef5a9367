// What `$x: Name` may stand for.
#pragma once

#include <optional>
#include <vector>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// The type of a binding: a node type, the implementers of an interface, or all nodes for the
// built-in `Node`. Nothing after a report.
struct BindingType {
  std::vector<const schema::EntityType*> types;
  const schema::InterfaceType* interface = nullptr;
  bool any_node = false;
};
std::optional<BindingType> find_binding_type(Context& context, const ast::Name& name);

}  // namespace omnigraph::query::types
