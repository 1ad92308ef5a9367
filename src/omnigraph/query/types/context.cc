#include "omnigraph/query/types/context.h"

#include <algorithm>
#include <set>
#include <utility>

namespace omnigraph::query::types {

std::optional<uint32_t> Symbols::find_param(std::string_view name) const {
  for (size_t i = 0; i < params.size(); ++i) {
    if (params[i].name == name) {
      return static_cast<uint32_t>(i);
    }
  }
  return std::nullopt;
}

VarId Symbols::add(std::string_view name, ValueKind kind) {
  VariableInfo info;
  info.name = std::string(name);
  info.kind = kind;
  info.anonymous = name == "_";
  variables.push_back(std::move(info));
  states.emplace_back();
  return static_cast<VarId>(variables.size() - 1);
}

void Scope::add(std::string_view name, VarId id, bool declared, size_t clause) {
  entries_.insert_or_assign(std::string(name), Entry{id, declared, clause});
}

std::optional<VarId> Scope::find(std::string_view name) {
  if (const auto own = entries_.find(name); own != entries_.end()) {
    return own->second.id;
  }
  size_t clause = clause_;
  for (Scope* scope = parent_; scope != nullptr; clause = scope->clause_, scope = scope->parent_) {
    const auto found = scope->entries_.find(name);
    if (found == scope->entries_.end() ||
        !(found->second.declared || found->second.clause < clause)) {
      continue;
    }
    for (Scope* user = this; user != scope; user = user->parent_) {
      if (std::find(user->outer_.begin(), user->outer_.end(), found->second.id) ==
          user->outer_.end()) {
        user->outer_.push_back(found->second.id);
      }
    }
    return found->second.id;
  }
  return std::nullopt;
}

bool Scope::owns(VarId id) const {
  return std::any_of(
      entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.second.id == id; });
}

template <typename F>
void Scope::for_each_visible(F&& visit) const {
  std::set<std::string_view> seen;
  size_t clause = kEverything;
  for (const Scope* scope = this; scope != nullptr;
       clause = scope->clause_, scope = scope->parent_) {
    for (const auto& [name, entry] : scope->entries_) {
      if ((entry.declared || entry.clause < clause) && seen.insert(name).second) {
        visit(name, entry.id);
      }
    }
  }
}

std::vector<std::string> Scope::visible_names() const {
  std::vector<std::string> names;
  for_each_visible([&](const std::string& name, VarId) { names.push_back(name); });
  return names;
}

std::vector<VarId> Scope::visible_variables() const {
  std::vector<VarId> ids;
  for_each_visible([&](const std::string&, VarId id) { ids.push_back(id); });
  return ids;
}

bool Context::spend(size_t count, SourceSpan span) {
  if (findings.is_full()) {
    return false;
  }
  if (count > kExpressionLimit - std::min(spent, kExpressionLimit)) {
    findings.unsupported(span, "a query of this size");
    spent = kExpressionLimit;
    return false;
  }
  spent += count;
  return true;
}

ExprPtr typed_null(const ExprPtr& expr, ValueKind kind) {
  return is_null_literal(*expr) ? make_expr(scalar_type(kind, true), expr->span, Constant{}) : expr;
}

std::string quoted_variable(std::string_view name) {
  return "`$" + std::string(name) + "`";
}

}  // namespace omnigraph::query::types
