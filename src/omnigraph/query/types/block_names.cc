#include "omnigraph/query/types/block_names.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/properties.h"
#include "omnigraph/query/types/spelling.h"

namespace omnigraph::query::types {

void BlockNames::collect(const ast::Block& block) {
  flatten(block, false);
  for (const Step& step : steps_) {
    if (step.binding != nullptr) {
      bound_names_.insert(step.binding->variable.text);
      if (!step.optional) {
        required_names_.insert(step.binding->variable.text);
      }
    }
  }
  for (size_t i = 0; i < steps_.size(); ++i) {
    introduce(steps_[i], i);
  }
}

void BlockNames::flatten(const ast::Block& block, bool optional) {
  for (const ast::Clause& clause : block.clauses) {
    Step step;
    step.clause = &clause;
    step.optional = optional;
    if (const auto* inner = std::get_if<ast::OptionalBlock>(&clause.node)) {
      context_.findings.unsupported(clause.span, "`optional`");
      flatten(inner->block, true);
      continue;
    }
    if (const auto* filter = std::get_if<ast::Filter>(&clause.node)) {
      add_filter(clause, *filter, optional);
      continue;
    }
    step.binding = std::get_if<ast::Binding>(&clause.node);
    step.traversal = std::get_if<ast::Traversal>(&clause.node);
    step.path = std::get_if<ast::Path>(&clause.node);
    if (const auto* negation = std::get_if<ast::NotBlock>(&clause.node)) {
      step.not_block = &negation->block;
    }
    steps_.push_back(std::move(step));
  }
}

// `$a contains $b` is a traversal if the schema has such an edge and neither side is a parameter.
void BlockNames::add_filter(const ast::Clause& clause, const ast::Filter& filter, bool optional) {
  const ast::Expr& condition = *filter.condition;
  if (const auto* test = std::get_if<ast::WordTest>(&condition.node)) {
    if (!test->negated && names_an_edge(spelling(test->op), *test->left, *test->right)) {
      add_operator_edge(clause, spelling(test->op), *test->left, *test->right, optional);
      return;
    }
  }
  if (const auto* binary = std::get_if<ast::Binary>(&condition.node)) {
    // Other operators than `and` and `or` are no words, so no edge has such a name.
    if (names_an_edge(spelling(binary->op), *binary->left, *binary->right)) {
      add_operator_edge(clause, spelling(binary->op), *binary->left, *binary->right, optional);
      return;
    }
  }
  Step step;
  step.clause = &clause;
  step.filter = &condition;
  step.optional = optional;
  steps_.push_back(std::move(step));
}

bool BlockNames::names_an_edge(std::string_view word,
                               const ast::Expr& left,
                               const ast::Expr& right) const {
  const auto* a = std::get_if<ast::Variable>(&left.node);
  const auto* b = std::get_if<ast::Variable>(&right.node);
  return a != nullptr && b != nullptr && !context_.symbols.find_param(a->name) &&
         !context_.symbols.find_param(b->name) && !context_.catalog.find_edges(word).empty();
}

void BlockNames::add_operator_edge(const ast::Clause& clause,
                                   std::string_view word,
                                   const ast::Expr& left,
                                   const ast::Expr& right,
                                   bool optional) {
  ast::Traversal& traversal = operator_edges_.emplace_back();
  traversal.from = {std::get<ast::Variable>(left.node).name, left.span};
  traversal.to = {std::get<ast::Variable>(right.node).name, right.span};
  const size_t found = context_.findings.source().find(word, left.span.end);
  const auto begin = static_cast<uint32_t>(
      found < right.span.begin ? found : left.span.end);  // npos is larger than any offset
  traversal.selector.span = {begin, begin + static_cast<uint32_t>(word.size())};
  traversal.selector.edges.push_back({std::string(word), traversal.selector.span});
  Diagnostic& warning =
      context_.findings.warning(codes::kOperatorEdge,
                                traversal.selector.span,
                                format("edge `{}` is named like an operator", word));
  warning.fix = format("quote it: `\"{}\"`", word);
  warning.edits = {TextEdit{traversal.selector.span, format("\"{}\"", word)}};
  warning.applicability = Applicability::kMachineApplicable;
  Step step;
  step.clause = &clause;
  step.traversal = &traversal;
  step.optional = optional;
  steps_.push_back(std::move(step));
}

void BlockNames::introduce(Step& step, size_t index) {
  if (step.binding != nullptr) {
    step.bound = introduce_node(step.binding->variable, step, index);
  } else if (step.traversal != nullptr) {
    step.from = introduce_node(step.traversal->from, step, index);
    if (step.traversal->edge_variable) {
      step.edge = introduce_fresh(*step.traversal->edge_variable, ValueKind::kEdge, step, index);
    }
    step.to = introduce_node(step.traversal->to, step, index);
  } else if (step.path != nullptr) {
    step.path_variable = introduce_fresh(step.path->variable, ValueKind::kPath, step, index);
    step.from = introduce_node(step.path->from, step, index);
    step.to = introduce_node(step.path->to, step, index);
  }
}

void BlockNames::check_name(const ast::Name& name) {
  if (name.text.starts_with("__")) {
    context_.findings.error(codes::kReservedVariable,
                            name.span,
                            format("variable {}: names that begin with `$__` are reserved",
                                   quoted_variable(name.text)));
  } else if (context_.symbols.find_param(name.text)) {
    const bool self = name.text == "self" && place_.in_mutation();
    context_.findings.error(self ? codes::kSelfShadowed : codes::kNameClash,
                            name.span,
                            self ? "`$self` is a declared parameter here, so it cannot mean the "
                                   "target row: rename the parameter"
                                 : format("{} is both a parameter and a variable: rename one",
                                          quoted_variable(name.text)));
  }
}

VarId BlockNames::add_variable(const ast::Name& name,
                               ValueKind kind,
                               const Step& step,
                               size_t index) {
  const VarId id = context_.symbols.add(name.text, kind);
  context_.variable(id).nullable = step.optional && required_names_.count(name.text) == 0;
  variables_.push_back(id);
  if (name.text != "_") {
    scope_.add(name.text, id, bound_names_.count(name.text) != 0, index);
  }
  return id;
}

VarId BlockNames::introduce_node(const ast::Name& name, const Step& step, size_t index) {
  if (name.text == "_") {
    return add_variable(name, ValueKind::kNode, step, index);
  }
  check_name(name);
  const std::optional<VarId> known = scope_.find(name.text);
  if (!known) {
    return add_variable(name, ValueKind::kNode, step, index);
  }
  // The block that owns a variable decides whether it may be null.
  if (scope_.owns(*known) && context_.variable(*known).nullable && !step.optional &&
      step.binding == nullptr) {
    context_.findings
        .error(
            codes::kOptionalStart,
            name.span,
            format(
                "a pattern outside `optional` cannot use {}, which only an `optional` block binds",
                quoted_variable(name.text)))
        .fix = "move the pattern into the `optional` block";
  }
  return *known;
}

VarId BlockNames::introduce_fresh(const ast::Name& name,
                                  ValueKind kind,
                                  const Step& step,
                                  size_t index) {
  if (name.text == "_") {
    return add_variable(name, kind, step, index);
  }
  check_name(name);
  if (scope_.find(name.text)) {
    context_.findings.error(codes::kEdgeVariable,
                            name.span,
                            format("{} is already bound: {} needs a fresh name",
                                   quoted_variable(name.text),
                                   kind == ValueKind::kEdge ? "an edge variable" : "a path"));
    const VarId id = context_.symbols.add(name.text, kind);
    context_.state(id).invalid = true;
    return id;
  }
  return add_variable(name, kind, step, index);
}

}  // namespace omnigraph::query::types
