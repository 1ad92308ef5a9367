#include "omnigraph/query/types/binding_type.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"

namespace omnigraph::query::types {

std::optional<BindingType> find_binding_type(Context& context, const ast::Name& name) {
  BindingType type;
  if (const schema::EntityType* node = context.catalog.find_node(name.text)) {
    type.types.push_back(node);
    return type;
  }
  type.interface = context.catalog.find_interface(name.text);
  type.any_node = type.interface == nullptr && name.text == "Node";
  for (const schema::EntityType& node : context.catalog.nodes()) {
    const bool implements =
        type.interface != nullptr && std::find(type.interface->implementers.begin(),
                                               type.interface->implementers.end(),
                                               node.name) != type.interface->implementers.end();
    if (type.any_node || implements) {
      type.types.push_back(&node);
    }
  }
  if (!type.types.empty()) {
    return type;
  }
  const bool empty_interface = type.interface != nullptr || type.any_node;
  std::string message = format("unknown node type `{}`", name.text);
  if (empty_interface) {
    message = format("no node type implements `{}`", name.text);
  } else if (context.catalog.find_edge(name.text) != nullptr) {
    message += ": it is an edge type, bind it in a traversal";
  }
  Diagnostic& diagnostic =
      context.findings.error(codes::kUnknownType, name.span, std::move(message));
  std::vector<std::string> candidates;
  for (const schema::EntityType& node : context.catalog.nodes()) {
    candidates.push_back(node.name);
  }
  for (const schema::InterfaceType& interface : context.catalog.interfaces()) {
    candidates.push_back(interface.name);
  }
  context.findings.suggest(diagnostic, name.text, name.span, candidates);
  return std::nullopt;
}

}  // namespace omnigraph::query::types
