#include "omnigraph/exec/plan/conjunct.h"

#include "omnigraph/exec/plan/key_lookup.h"
#include "omnigraph/query/types/expr_walk.h"

namespace omnigraph::exec {
namespace {

using query::CheckedQuery;
using query::CompareExpr;
using query::Expr;
using query::ExprPtr;
using query::InExpr;
using query::MetaField;
using query::MetaRef;
using query::PropertyRef;
using query::ValueKind;
using query::VarId;

bool holds_block(const Expr& expr) {
  if (std::holds_alternative<query::ExistsExpr>(expr.node) ||
      std::holds_alternative<query::AggregateBlockExpr>(expr.node)) {
    return true;
  }
  bool any = false;
  query::for_each_operand(expr,
                          [&](const ExprPtr& operand) { any = any || holds_block(*operand); });
  return any;
}

bool is_integer_value(const Expr& expr) {
  return query::is_integer(expr.type.kind) && !std::holds_alternative<PropertyRef>(expr.node);
}

// The variable whose id `expr` is: @id, or the key property of a type with a key of one column (the
// id is the key's text). `other` is what it is compared with: an integer key only equals the text
// of an integer.
std::optional<VarId> id_of(const Expr& expr, const Expr& other, const CheckedQuery& query) {
  if (const auto* meta = std::get_if<MetaRef>(&expr.node)) {
    if (meta->field == MetaField::kId && other.type.kind == ValueKind::kString) {
      return meta->variable;
    }
    return std::nullopt;
  }
  const auto* property = std::get_if<PropertyRef>(&expr.node);
  if (property == nullptr || expr.type.list) {
    return std::nullopt;
  }
  const bool text = expr.type.kind == ValueKind::kString && other.type.kind == ValueKind::kString;
  const bool integer = query::is_integer(expr.type.kind) && is_integer_value(other);
  if (!text && !integer) {
    return std::nullopt;
  }
  for (const schema::EntityType* type : query.variables[property->variable].types) {
    if (type->is_edge() || type->key.size() != 1 || type->key[0] != property->property) {
      return std::nullopt;
    }
  }
  return property->variable;
}

void add_id_condition(const Expr& id_side,
                      const ExprPtr& value_side,
                      const CheckedQuery& query,
                      std::vector<IdCondition>* conditions) {
  const auto variable = id_of(id_side, *value_side, query);
  if (!variable) {
    return;
  }
  IdCondition condition;
  condition.variable = *variable;
  condition.ids = value_side;
  insert_variables(*value_side, &condition.needs);
  if (!condition.needs.contains(*variable)) {
    conditions->push_back(std::move(condition));
  }
}

Conjunct analyse(const ExprPtr& expr,
                 const CheckedQuery& query,
                 const std::vector<query::Value>& params) {
  Conjunct conjunct;
  conjunct.expr = expr;
  insert_variables(*expr, &conjunct.variables);
  conjunct.raises = query::can_raise(*expr);
  conjunct.block = holds_block(*expr);
  conjunct.pages = page_predicate(*expr, params);
  if (conjunct.raises || conjunct.block) {
    return conjunct;
  }
  if (const auto* compare = std::get_if<CompareExpr>(&expr->node);
      compare != nullptr && compare->op == query::ast::CompareOp::kEqual) {
    conjunct.equality = true;
    add_id_condition(*compare->left, compare->right, query, &conjunct.ids);
    add_id_condition(*compare->right, compare->left, query, &conjunct.ids);
  } else if (const auto* in = std::get_if<InExpr>(&expr->node)) {
    conjunct.equality = true;
    add_id_condition(*in->needle, in->list, query, &conjunct.ids);
  }
  return conjunct;
}

void split(const ExprPtr& expr, std::vector<ExprPtr>* parts) {
  const auto* both = std::get_if<query::AndExpr>(&expr->node);
  if (both != nullptr && !query::can_raise(*expr)) {
    split(both->left, parts);
    split(both->right, parts);
    return;
  }
  parts->push_back(expr);
}

}  // namespace

void insert_variables(const Expr& expr, VarSet* variables) {
  query::for_each_variable(expr, [&](VarId v) { variables->insert(v); });
}

std::vector<Conjunct> analyse_filters(const query::Pattern& pattern,
                                      const CheckedQuery& query,
                                      const std::vector<query::Value>& params) {
  std::vector<ExprPtr> parts;
  for (const ExprPtr& filter : pattern.filters) {
    split(filter, &parts);
  }
  std::vector<Conjunct> conjuncts;
  for (const ExprPtr& part : parts) {
    conjuncts.push_back(analyse(part, query, params));
  }
  for (Conjunct& implied : key_conditions(conjuncts, query, params)) {
    conjuncts.push_back(std::move(implied));
  }
  return conjuncts;
}

}  // namespace omnigraph::exec
