// Properties and system fields of variables: which can be read, and what to say about those that
// cannot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// The type of property `name` over all of `types`: every one must have it with equal base type,
// list shape and dimension; nullable if any is; value sets of enums unite. Nothing otherwise, and
// for no types.
std::optional<ValueType> common_property(const std::vector<const schema::EntityType*>& types,
                                         std::string_view name);

// The type of `$variable.name`, if it can be read.
std::optional<ValueType> readable_property(const Context& context,
                                           VarId variable,
                                           std::string_view name);

// Names of all properties that can be read of the variable, in declared order.
std::vector<std::string> readable_names(const Context& context, VarId variable);
std::vector<std::string> property_names(const schema::EntityType& type);

// Reports that `name` (at `name_span`, of an expression at `span`) cannot be read of the variable,
// with what may have been meant: a system field, an edge, a near name, a narrower type.
void report_unreadable(
    Context& context, VarId variable, std::string_view name, SourceSpan name_span, SourceSpan span);

// The static type of the variable, "Person" or an interface's name: for messages.
std::string type_name(const Context& context, VarId variable);

std::optional<MetaField> meta_field(std::string_view name);

}  // namespace omnigraph::query::types
