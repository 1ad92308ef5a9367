#include "omnigraph/exec/results/column_values.h"

#include <utility>

#include "omnigraph/exec/results/encode_entities.h"
#include "omnigraph/exec/results/entity_keys.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using query::ValueKind;

std::optional<query::VarId> entity_variable(const query::Expr& expr, const query::Read& read) {
  if (const auto* variable = std::get_if<query::VariableRef>(&expr.node)) {
    return variable->variable;
  }
  if (const auto* key = std::get_if<query::GroupKeyRef>(&expr.node)) {
    if (const auto* variable =
            std::get_if<query::VariableRef>(&read.group_keys[key->index]->node)) {
      return variable->variable;
    }
  }
  return std::nullopt;
}

bool is_json(const query::ValueType& type) {
  return type.kind == ValueKind::kNode || type.kind == ValueKind::kEdge ||
         type.kind == ValueKind::kPath || type.kind == ValueKind::kObject;
}

Result<KeyColumn> key_values(StageContext& context, const query::Expr& expr, const Rows& rows) {
  if (const auto v = entity_variable(expr, context.read)) {
    return key_column(rows.batch.variables[*v]);
  }
  OG_ASSIGN_OR_RETURN(const ArrayPtr values,
                      context.evaluator.evaluate(expr, rows.batch, rows.above_groups()));
  return key_column(values);
}

Result<ArrayPtr> order_values(StageContext& context, const query::Expr& expr, const Rows& rows) {
  if (const auto v = entity_variable(expr, context.read)) {
    return entity_keys(context.run.context, context.run.variable(*v), rows.batch.variables[*v]);
  }
  OG_ASSIGN_OR_RETURN(ArrayPtr values,
                      context.evaluator.evaluate(expr, rows.batch, rows.above_groups()));
  const bool entities = expr.type.kind == ValueKind::kNode || expr.type.kind == ValueKind::kEdge;
  return entities ? entity_keys_of_texts(expr.type, *values) : std::move(values);
}

Result<ArrayPtr> result_values(StageContext& context, const query::Expr& expr, const Rows& rows) {
  if (const auto v = entity_variable(expr, context.read)) {
    return encode_entities(context.run.context, context.run.variable(*v), rows.batch.variables[*v]);
  }
  return context.evaluator.evaluate(expr, rows.batch, rows.above_groups());
}

}  // namespace omnigraph::exec
