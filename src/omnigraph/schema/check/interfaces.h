// What `implements` means: a node has every property of its interfaces, with their types.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "omnigraph/schema/check/draft.h"
#include "omnigraph/schema/findings.h"

namespace omnigraph::schema {

using DraftIndex = std::unordered_map<std::string, TypeDraft*>;

// How much interfaces may add to the nodes of one schema, in bytes and properties. Interfaces
// multiply text, so a small hostile schema could otherwise fill the memory.
inline constexpr size_t kInterfaceBudget = size_t{64} << 20;

// Adds to `node` the properties of its interfaces that it does not declare, behind its own and with
// their annotations, and compares the types of those it does. A property that several interfaces
// bring has the annotations of all of them (one of each name, the first interface's). Draws on
// `budget`; once it is used up (reported) nothing more is added.
void apply_interfaces(TypeDraft& node,
                      const DraftIndex& interfaces,
                      const std::vector<std::string>& interface_names,
                      size_t& budget,
                      Findings& findings);

}  // namespace omnigraph::schema
