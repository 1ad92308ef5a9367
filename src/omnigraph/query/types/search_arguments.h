// What the arguments of search and rank calls must be. Each function reports what is not.
#pragma once

#include <string_view>

#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// Whether the variable stands for one node type that is known by name: only those can be ranked
// (T106).
bool require_concrete(Context& context, VarId variable, SourceSpan span);
// T23 for an edge.
bool require_node(Context& context, VarId variable, SourceSpan span);

// Warns (L314) if no index of the type covers the property.
void check_text_index(Context& context, const PropertyRef& field, SourceSpan span);

// The field of a text function: a scalar String property of a node; null after a report, and for a
// null `field`. `code` is T19 or T20.
const PropertyRef* require_text_field(Context& context,
                                      const ExprPtr& field,
                                      std::string_view function,
                                      const Code& code);
bool require_text_query(Context& context,
                        const ExprPtr& query,
                        std::string_view function,
                        const Code& code);

}  // namespace omnigraph::query::types
