#include "omnigraph/query/syntax/tree_height.h"

#include <algorithm>

namespace omnigraph::query::syntax {

namespace {

// Overloads over the nodes; each returns the height of the highest child, 0 without children.
struct HighestChild {
  uint32_t operator()(const ast::ExprPtr& expr) const { return expr ? expr->height : 0; }
  uint32_t operator()(const ast::OrderKey& key) const { return (*this)(key.expr); }
  uint32_t operator()(const ast::Argument& argument) const { return (*this)(argument.value); }
  uint32_t operator()(const ast::PropertyMatch& match) const { return (*this)(match.value); }
  template <typename T>
  uint32_t operator()(const std::vector<T>& items) const {
    uint32_t highest = 0;
    for (const T& item : items) {
      highest = std::max(highest, (*this)(item));
    }
    return highest;
  }

  uint32_t operator()(const ast::Literal&) const { return 0; }
  uint32_t operator()(const ast::Variable&) const { return 0; }
  uint32_t operator()(const ast::Member&) const { return 0; }
  uint32_t operator()(const ast::Meta&) const { return 0; }
  uint32_t operator()(const ast::BareName&) const { return 0; }
  uint32_t operator()(const ast::ListLiteral& list) const { return (*this)(list.items); }
  uint32_t operator()(const ast::Unary& unary) const { return (*this)(unary.operand); }
  uint32_t operator()(const ast::IsNull& test) const { return (*this)(test.operand); }
  uint32_t operator()(const ast::Call& call) const { return (*this)(call.arguments); }
  uint32_t operator()(const ast::Exists& exists) const { return exists.block.height; }
  uint32_t operator()(const ast::Binary& binary) const {
    return std::max((*this)(binary.left), (*this)(binary.right));
  }
  uint32_t operator()(const ast::Comparison& comparison) const {
    return std::max((*this)(comparison.first), (*this)(comparison.rest));
  }
  uint32_t operator()(const ast::WordTest& test) const {
    return std::max((*this)(test.left), (*this)(test.right));
  }
  uint32_t operator()(const ast::CaseBranch& branch) const {
    return std::max((*this)(branch.when), (*this)(branch.then));
  }
  uint32_t operator()(const ast::Case& node) const {
    return std::max({(*this)(node.subject), (*this)(node.branches), (*this)(node.otherwise)});
  }
  uint32_t operator()(const ast::Aggregate& aggregate) const {
    return std::max({(*this)(aggregate.argument),
                     (*this)(aggregate.order),
                     aggregate.block ? aggregate.block->height : 0});
  }

  uint32_t operator()(const ast::Binding& binding) const { return (*this)(binding.matches); }
  uint32_t operator()(const ast::Traversal&) const { return 0; }
  uint32_t operator()(const ast::Path&) const { return 0; }
  uint32_t operator()(const ast::Filter& filter) const { return (*this)(filter.condition); }
  uint32_t operator()(const ast::NotBlock& clause) const { return clause.block.height; }
  uint32_t operator()(const ast::OptionalBlock& clause) const { return clause.block.height; }
  uint32_t operator()(const ast::Clause& clause) const { return std::visit(*this, clause.node); }
};

}  // namespace

uint32_t height_of(const ast::Expr& expr) {
  return 1 + std::visit(HighestChild(), expr.node);
}

uint32_t height_of(const ast::Block& block) {
  return 1 + HighestChild()(block.clauses);
}

}  // namespace omnigraph::query::syntax
