#include "omnigraph/query/types/expr_walk.h"

#include <type_traits>
#include <utility>

#include "omnigraph/base/overload.h"

namespace omnigraph::query {
namespace {

// Hands every operand slot of `node` to `f`, as ExprPtr& or const ExprPtr& like the node. Absent
// operands (case without else) are left out.
template <typename Node, typename F>
void operand_slots(Node& node, F&& f) {
  std::visit(
      [&](auto& n) {
        using N = std::remove_cvref_t<decltype(n)>;
        if constexpr (std::is_same_v<N, NegateExpr> || std::is_same_v<N, NotExpr> ||
                      std::is_same_v<N, IsNullExpr>) {
          f(n.operand);
        } else if constexpr (std::is_same_v<N, AndExpr> || std::is_same_v<N, OrExpr> ||
                             std::is_same_v<N, ArithmeticExpr> || std::is_same_v<N, CompareExpr>) {
          f(n.left);
          f(n.right);
        } else if constexpr (std::is_same_v<N, InExpr>) {
          f(n.needle);
          f(n.list);
        } else if constexpr (std::is_same_v<N, StringTestExpr>) {
          f(n.text);
          f(n.argument);
        } else if constexpr (std::is_same_v<N, ListExpr>) {
          for (auto& item : n.items) {
            f(item);
          }
        } else if constexpr (std::is_same_v<N, FunctionExpr>) {
          for (auto& argument : n.arguments) {
            f(argument);
          }
        } else if constexpr (std::is_same_v<N, CaseExpr>) {
          for (auto& [when, then] : n.branches) {
            f(when);
            f(then);
          }
          if (n.otherwise) {
            f(n.otherwise);
          }
        }
      },
      node);
}

bool same_ptr(const ExprPtr& a, const ExprPtr& b) {
  return a == b || (a && b && same_expr(*a, *b));
}

bool same_list(const std::vector<ExprPtr>& a, const std::vector<ExprPtr>& b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (size_t i = 0; i < a.size(); ++i) {
    if (!same_ptr(a[i], b[i])) {
      return false;
    }
  }
  return true;
}

bool same_case(const CaseExpr& a, const CaseExpr& b) {
  if (a.branches.size() != b.branches.size() || !same_ptr(a.otherwise, b.otherwise)) {
    return false;
  }
  for (size_t i = 0; i < a.branches.size(); ++i) {
    if (!same_ptr(a.branches[i].first, b.branches[i].first) ||
        !same_ptr(a.branches[i].second, b.branches[i].second)) {
      return false;
    }
  }
  return true;
}

// The parts of two nodes of one kind that are not operands.
struct SameNode {
  bool operator()(const Constant& a, const Constant& b) const {
    return same_value(a.value, b.value);
  }
  bool operator()(const ParamRef& a, const ParamRef& b) const { return a.index == b.index; }
  bool operator()(const VariableRef& a, const VariableRef& b) const {
    return a.variable == b.variable;
  }
  bool operator()(const PropertyRef& a, const PropertyRef& b) const {
    return a.variable == b.variable && a.property == b.property;
  }
  bool operator()(const MetaRef& a, const MetaRef& b) const {
    return a.variable == b.variable && a.field == b.field;
  }
  bool operator()(const NowRef&, const NowRef&) const { return true; }
  bool operator()(const NegateExpr& a, const NegateExpr& b) const {
    return same_ptr(a.operand, b.operand);
  }
  bool operator()(const NotExpr& a, const NotExpr& b) const {
    return same_ptr(a.operand, b.operand);
  }
  bool operator()(const AndExpr& a, const AndExpr& b) const {
    return same_ptr(a.left, b.left) && same_ptr(a.right, b.right);
  }
  bool operator()(const OrExpr& a, const OrExpr& b) const {
    return same_ptr(a.left, b.left) && same_ptr(a.right, b.right);
  }
  bool operator()(const ArithmeticExpr& a, const ArithmeticExpr& b) const {
    return a.op == b.op && same_ptr(a.left, b.left) && same_ptr(a.right, b.right);
  }
  bool operator()(const CompareExpr& a, const CompareExpr& b) const {
    return a.op == b.op && same_ptr(a.left, b.left) && same_ptr(a.right, b.right);
  }
  bool operator()(const IsNullExpr& a, const IsNullExpr& b) const {
    return a.negated == b.negated && same_ptr(a.operand, b.operand);
  }
  bool operator()(const InExpr& a, const InExpr& b) const {
    return same_ptr(a.needle, b.needle) && same_ptr(a.list, b.list);
  }
  bool operator()(const StringTestExpr& a, const StringTestExpr& b) const {
    return a.op == b.op && same_ptr(a.text, b.text) && same_ptr(a.argument, b.argument);
  }
  bool operator()(const ListExpr& a, const ListExpr& b) const {
    return same_list(a.items, b.items);
  }
  bool operator()(const CaseExpr& a, const CaseExpr& b) const { return same_case(a, b); }
  bool operator()(const ExistsExpr& a, const ExistsExpr& b) const { return a.pattern == b.pattern; }
  bool operator()(const AggregateBlockExpr& a, const AggregateBlockExpr& b) const {
    return a.pattern == b.pattern;
  }
  bool operator()(const AggregateRef& a, const AggregateRef& b) const { return a.index == b.index; }
  bool operator()(const GroupKeyRef& a, const GroupKeyRef& b) const { return a.index == b.index; }
  bool operator()(const FunctionExpr& a, const FunctionExpr& b) const {
    return a.name == b.name && same_list(a.arguments, b.arguments);
  }
  template <typename A, typename B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

}  // namespace

void for_each_operand(const Expr& expr, const std::function<void(const ExprPtr&)>& visit) {
  operand_slots(expr.node, visit);
}

ExprPtr map_operands(const ExprPtr& expr, const std::function<ExprPtr(const ExprPtr&)>& replace) {
  Expr copy = *expr;
  bool changed = false;
  operand_slots(copy.node, [&](ExprPtr& slot) {
    ExprPtr mapped = replace(slot);
    changed = changed || mapped != slot;
    slot = std::move(mapped);
  });
  return changed ? std::make_shared<const Expr>(std::move(copy)) : expr;
}

void for_each_variable(const Expr& expr, const std::function<void(VarId)>& visit) {
  const auto visit_block = [&](const Pattern& pattern) {
    for (const VarId variable : pattern.outer) {
      visit(variable);
    }
  };
  std::visit(Overload{[&](const VariableRef& n) { visit(n.variable); },
                      [&](const PropertyRef& n) { visit(n.variable); },
                      [&](const MetaRef& n) { visit(n.variable); },
                      [&](const ExistsExpr& n) { visit_block(*n.pattern); },
                      [&](const AggregateBlockExpr& n) { visit_block(*n.pattern); },
                      [](const auto&) {}},
             expr.node);
  for_each_operand(expr, [&](const ExprPtr& operand) { for_each_variable(*operand, visit); });
}

bool same_value(const Value& a, const Value& b) {
  return std::visit(
      Overload{
          [](const std::shared_ptr<const ValueList>& x, const std::shared_ptr<const ValueList>& y) {
            if (x->size() != y->size()) {
              return false;
            }
            for (size_t i = 0; i < x->size(); ++i) {
              if (!same_value((*x)[i], (*y)[i])) {
                return false;
              }
            }
            return true;
          },
          [](const std::shared_ptr<const std::vector<float>>& x,
             const std::shared_ptr<const std::vector<float>>& y) { return *x == *y; },
          [](const auto& x, const auto& y) {
            if constexpr (std::is_same_v<decltype(x), decltype(y)>) {
              return x == y;
            } else {
              return false;
            }
          }},
      a.data,
      b.data);
}

bool same_expr(const Expr& a, const Expr& b) {
  return a.type.kind == b.type.kind && a.type.list == b.type.list &&
         std::visit(SameNode(), a.node, b.node);
}

}  // namespace omnigraph::query
