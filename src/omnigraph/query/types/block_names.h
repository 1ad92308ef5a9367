// The first half of checking a block: its clauses as a flat list of steps, and a variable for each
// name that its patterns introduce.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"

namespace omnigraph::query::types {

// One clause, with the variables of its pattern. Clauses of an `optional` block stand in place of
// it, marked.
struct Step {
  const ast::Clause* clause = nullptr;
  const ast::Binding* binding = nullptr;
  const ast::Traversal* traversal = nullptr;
  const ast::Path* path = nullptr;
  const ast::Expr* filter = nullptr;
  const ast::Block* not_block = nullptr;
  bool optional = false;
  VarId bound = 0;  // binding
  VarId from = 0;   // traversal, path
  VarId to = 0;
  std::optional<VarId> edge;  // traversal
  std::optional<VarId> path_variable;
};

class BlockNames {
 public:
  BlockNames(Context& context, const ExprPlace& place, Scope& scope)
      : context_(context), place_(place), scope_(scope) {}

  // Flattens `block` and introduces its variables in text order. `optional` blocks are reported as
  // not supported yet.
  void collect(const ast::Block& block);

  std::vector<Step>& steps() { return steps_; }
  // The variables that the block introduces, anonymous ones included, in order of first appearance.
  const std::vector<VarId>& variables() const { return variables_; }

 private:
  void flatten(const ast::Block& block, bool optional);
  void add_filter(const ast::Clause& clause, const ast::Filter& filter, bool optional);
  bool names_an_edge(std::string_view word, const ast::Expr& left, const ast::Expr& right) const;
  void add_operator_edge(const ast::Clause& clause,
                         std::string_view word,
                         const ast::Expr& left,
                         const ast::Expr& right,
                         bool optional);
  void introduce(Step& step, size_t index);
  VarId introduce_node(const ast::Name& name, const Step& step, size_t index);
  VarId introduce_fresh(const ast::Name& name, ValueKind kind, const Step& step, size_t index);
  VarId add_variable(const ast::Name& name, ValueKind kind, const Step& step, size_t index);
  void check_name(const ast::Name& name);

  Context& context_;
  const ExprPlace& place_;
  Scope& scope_;
  std::vector<Step> steps_;
  std::vector<VarId> variables_;
  std::deque<ast::Traversal> operator_edges_;  // traversals that were written as `$a contains $b`
  std::set<std::string> bound_names_;          // by a binding of this block
  std::set<std::string> required_names_;       // by one that is not inside `optional`
};

}  // namespace omnigraph::query::types
