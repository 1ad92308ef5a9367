#include "omnigraph/exec/plan/key_lookup.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "omnigraph/graph/load/row_key.h"

namespace omnigraph::exec {
namespace {

using query::CheckedQuery;
using query::Expr;
using query::ExprPtr;
using query::MetaField;
using query::Value;
using query::VarId;

// Texts of key members by their names.
using Members = std::map<std::string, std::string>;

// The stored value that `expr` is, by the name it has in a key.
std::optional<std::pair<VarId, std::string>> member_of(const Expr& expr) {
  if (const auto* property = std::get_if<query::PropertyRef>(&expr.node)) {
    return std::pair(property->variable, property->property);
  }
  const auto* meta = std::get_if<query::MetaRef>(&expr.node);
  if (meta == nullptr || (meta->field != MetaField::kSrc && meta->field != MetaField::kDst)) {
    return std::nullopt;
  }
  return std::pair(meta->variable, std::string(meta->field == MetaField::kSrc ? "@src" : "@dst"));
}

// The text that a constant has in a key, for the kinds whose equality is that of their texts: texts
// and whole numbers.
std::optional<std::string> key_text(const Expr& member,
                                    const Expr& other,
                                    const std::vector<Value>& params) {
  const Value* value = nullptr;
  if (const auto* constant = std::get_if<query::Constant>(&other.node)) {
    value = &constant->value;
  } else if (const auto* param = std::get_if<query::ParamRef>(&other.node)) {
    value = &params[param->index];
  }
  if (value == nullptr || value->is_null() || member.type.list) {
    return std::nullopt;
  }
  if (member.type.kind == query::ValueKind::kString) {
    const auto* text = std::get_if<std::string>(&value->data);
    return text == nullptr ? std::nullopt : std::optional(*text);
  }
  if (!query::is_integer(member.type.kind)) {
    return std::nullopt;
  }
  if (const auto* number = std::get_if<int64_t>(&value->data)) {
    return std::to_string(*number);
  }
  const auto* number = std::get_if<uint64_t>(&value->data);
  return number == nullptr ? std::nullopt : std::optional(std::to_string(*number));
}

void note_equality(const ExprPtr& member_side,
                   const ExprPtr& value_side,
                   const std::vector<Value>& params,
                   std::map<VarId, Members>* known) {
  if (const auto member = member_of(*member_side)) {
    if (auto text = key_text(*member_side, *value_side, params)) {
      (*known)[member->first].emplace(member->second, *std::move(text));
    }
  }
}

std::optional<std::string> id_of(const schema::EntityType& type, const Members& members) {
  std::vector<std::string> parts;
  for (const std::string& member : type.key) {
    const auto found = members.find(member);
    if (found == members.end()) {
      return std::nullopt;
    }
    parts.push_back(found->second);
  }
  return graph::key_id(parts);
}

Conjunct id_condition(VarId variable, std::string id) {
  const auto text = [](auto node) {
    Expr expr;
    expr.type.kind = query::ValueKind::kString;
    expr.node = std::move(node);
    return std::make_shared<const Expr>(std::move(expr));
  };
  Value value;
  value.data = std::move(id);
  const ExprPtr ids = text(query::Constant{std::move(value)});
  Conjunct conjunct;
  Expr equal;
  equal.type.kind = query::ValueKind::kBool;
  equal.node = query::CompareExpr{
      query::ast::CompareOp::kEqual, text(query::MetaRef{variable, MetaField::kId}), ids};
  conjunct.expr = std::make_shared<const Expr>(std::move(equal));
  conjunct.variables.insert(variable);
  conjunct.equality = true;
  conjunct.ids.push_back({variable, ids, VarSet()});
  return conjunct;
}

}  // namespace

std::vector<Conjunct> key_conditions(const std::vector<Conjunct>& conjuncts,
                                     const CheckedQuery& query,
                                     const std::vector<Value>& params) {
  std::map<VarId, Members> known;
  for (const Conjunct& conjunct : conjuncts) {
    const auto* compare = std::get_if<query::CompareExpr>(&conjunct.expr->node);
    if (conjunct.equality && compare != nullptr) {
      note_equality(compare->left, compare->right, params, &known);
      note_equality(compare->right, compare->left, params, &known);
    }
  }
  std::vector<Conjunct> found;
  for (const auto& [variable, members] : known) {
    const std::vector<const schema::EntityType*>& types = query.variables[variable].types;
    if (types.size() == 1 && types[0]->key.size() > 1) {
      if (auto id = id_of(*types[0], members)) {
        found.push_back(id_condition(variable, *std::move(id)));
      }
    }
  }
  return found;
}

}  // namespace omnigraph::exec
