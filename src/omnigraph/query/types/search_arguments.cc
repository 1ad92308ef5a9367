#include "omnigraph/query/types/search_arguments.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/properties.h"

namespace omnigraph::query::types {

bool require_concrete(Context& context, VarId variable, SourceSpan span) {
  const VariableState& state = context.state(variable);
  if (!state.through_interface() && context.variable(variable).types.size() == 1) {
    return true;
  }
  context.findings
      .error(codes::kRankType,
             span,
             format("ranking needs a variable of one concrete node type, {} is `{}`",
                    quoted_variable(context.variable(variable).name),
                    type_name(context, variable)))
      .fix = format("bind it: `${}: Type`", context.variable(variable).name);
  return false;
}

bool require_node(Context& context, VarId variable, SourceSpan span) {
  if (context.variable(variable).kind == ValueKind::kNode) {
    return true;
  }
  context.findings.error(
      codes::kEdgeVariable, span, "search and ranking work on properties of nodes, not of edges");
  return false;
}

void check_text_index(Context& context, const PropertyRef& field, SourceSpan span) {
  for (const schema::EntityType* type : context.variable(field.variable).types) {
    const auto covers = [&](const std::vector<std::string>& columns) {
      return std::find(columns.begin(), columns.end(), field.property) != columns.end();
    };
    if (!covers(type->key) && std::none_of(type->index.begin(), type->index.end(), covers)) {
      context.findings.warning(
          codes::kTextWithoutIndex,
          span,
          format("`{}.{}` has no @index: the search reads every row", type->name, field.property));
      return;
    }
  }
}

const PropertyRef* require_text_field(Context& context,
                                      const ExprPtr& field,
                                      std::string_view function,
                                      const Code& code) {
  if (!field) {
    return nullptr;
  }
  const auto* property = std::get_if<PropertyRef>(&field->node);
  if (property == nullptr || !field->type.is_scalar(ValueKind::kString)) {
    context.findings.error(code,
                           field->span,
                           format("{}: the field must be a String property, this is {}",
                                  function,
                                  to_string(field->type)));
    return nullptr;
  }
  return require_node(context, property->variable, field->span) ? property : nullptr;
}

bool require_text_query(Context& context,
                        const ExprPtr& query,
                        std::string_view function,
                        const Code& code) {
  if (!query) {
    return false;
  }
  if (query->type.is_scalar(ValueKind::kString) || is_null_literal(*query)) {
    return true;
  }
  context.findings.error(
      code,
      query->span,
      format(
          "{}: the query must be a scalar String, this is {}", function, to_string(query->type)));
  return false;
}

}  // namespace omnigraph::query::types
