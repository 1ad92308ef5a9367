#include "omnigraph/query/types/arm.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/expr_walk.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/grouping.h"
#include "omnigraph/query/types/pattern.h"

namespace omnigraph::query::types {
namespace {

// Whether the syntax tree holds an aggregate call of its own row level (not inside a block).
bool has_aggregate_call(const ast::Expr& expr);

bool any_has(std::initializer_list<const ast::Expr*> exprs) {
  return std::any_of(exprs.begin(), exprs.end(), [](const ast::Expr* expr) {
    return expr != nullptr && has_aggregate_call(*expr);
  });
}

bool case_has(const ast::Case& node) {
  return any_has({node.subject.get(), node.otherwise.get()}) ||
         std::any_of(node.branches.begin(), node.branches.end(), [](const ast::CaseBranch& branch) {
           return any_has({branch.when.get(), branch.then.get()});
         });
}

bool has_aggregate_call(const ast::Expr& expr) {
  const auto has = [](const ast::ExprPtr& one) { return has_aggregate_call(*one); };
  if (const auto* aggregate = std::get_if<ast::Aggregate>(&expr.node)) {
    return !aggregate->block;
  }
  if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {
    return has(unary->operand);
  }
  if (const auto* binary = std::get_if<ast::Binary>(&expr.node)) {
    return has(binary->left) || has(binary->right);
  }
  if (const auto* comparison = std::get_if<ast::Comparison>(&expr.node)) {
    return has(comparison->first) ||
           std::any_of(comparison->rest.begin(), comparison->rest.end(), has);
  }
  if (const auto* test = std::get_if<ast::IsNull>(&expr.node)) {
    return has(test->operand);
  }
  if (const auto* test = std::get_if<ast::WordTest>(&expr.node)) {
    return has(test->left) || has(test->right);
  }
  if (const auto* list = std::get_if<ast::ListLiteral>(&expr.node)) {
    return std::any_of(list->items.begin(), list->items.end(), has);
  }
  if (const auto* call = std::get_if<ast::Call>(&expr.node)) {
    return std::any_of(call->arguments.begin(),
                       call->arguments.end(),
                       [&](const ast::Argument& argument) { return has(argument.value); });
  }
  const auto* branches = std::get_if<ast::Case>(&expr.node);
  return branches != nullptr && case_has(*branches);
}

std::string rank_column(const ast::Call& call) {
  const char* suffix = call.function == "nearest" ? "._distance"
                       : call.function == "bm25"  ? "._score"
                                                  : "._rrf_score";
  if (call.arguments.empty()) {
    return "";
  }
  const ast::Expr& first = *call.arguments[0].value;
  if (const auto* member = std::get_if<ast::Member>(&first.node)) {
    return member->variable + suffix;
  }
  const auto* arm = std::get_if<ast::Call>(&first.node);  // rrf(nearest($d.v, …), …)
  const auto* member = arm == nullptr || arm->arguments.empty()
                           ? nullptr
                           : std::get_if<ast::Member>(&arm->arguments[0].value->node);
  return member == nullptr ? "" : member->variable + suffix;
}

std::string aggregate_column(const ast::Aggregate& node) {
  if (node.block) {
    return "";
  }
  return node.argument ? default_name(*node.argument) : "count";
}

// ---- Grouping ----

void add_group_keys(Context& context, CheckedArm& checked) {
  std::vector<ExprPtr>& keys = checked.read.group_keys;
  for (const CheckedColumn& column : checked.columns) {
    if (!column.raw || contains_aggregate(*column.raw)) {
      continue;
    }
    if (!is_orderable(column.raw->type)) {
      context.findings.error(
          codes::kNotOrderable,
          column.span,
          format("rows cannot be grouped by values of type {}", to_string(column.raw->type)));
    }
    const bool known = std::any_of(
        keys.begin(), keys.end(), [&](const ExprPtr& key) { return same_expr(*key, *column.raw); });
    if (!known) {
      keys.push_back(column.raw);
    }
  }
}

// `raw` above grouping (T9 for what is neither grouped nor aggregated), or itself.
ExprPtr finished(Context& context, const CheckedArm& checked, const ExprPtr& raw) {
  if (!raw || !checked.aggregated) {
    return raw;
  }
  ExprPtr leftover;
  ExprPtr result = above_grouping(raw, checked.read.group_keys, &leftover);
  if (leftover) {
    context.findings
        .error(codes::kNotGrouped,
               leftover->span,
               format("`{}` is neither aggregated nor part of a grouping key",
                      context.findings.text(leftover->span)))
        .fix = "return it as a column of its own, or aggregate it";
    return nullptr;
  }
  return result;
}

void check_projections(Context& context,
                       const ast::Arm& arm,
                       const ExprPlace& place,
                       CheckedArm& checked) {
  for (const ast::Projection& projection : arm.projections) {
    const size_t spent = context.spent;
    ExprPtr raw = check_expr(context, place, *projection.expr);
    if (projection.alias) {
      checked.aliases.push_back({projection.alias->text, raw, context.spent - spent});
    }
    add_column(context, projection, raw, checked.columns);
  }
}

void check_rank_in_aggregate(Context& context, const CheckedArm& checked) {
  for (const CheckedColumn& column : checked.columns) {
    if (checked.aggregated && column.raw && contains_rank_call(*column.raw)) {
      context.findings.error(
          codes::kRankInAggregate, column.span, "a rank call cannot stand in an aggregated query");
    }
  }
}

// The sets of variables that patterns and filters tie together.
class Components {
 public:
  explicit Components(size_t variable_count) : parent_(variable_count) {
    std::iota(parent_.begin(), parent_.end(), VarId{0});
  }
  VarId root(VarId variable) {
    while (parent_[variable] != variable) {
      parent_[variable] = parent_[parent_[variable]];
      variable = parent_[variable];
    }
    return variable;
  }
  void join(VarId a, VarId b) { parent_[root(a)] = root(b); }

 private:
  std::vector<VarId> parent_;
};

// Parts of a pattern that share no variable are multiplied with each other (L315).
void check_cross_product(Context& context, const Pattern& pattern, SourceSpan span) {
  Components components(context.symbols.variables.size());
  for (const PatternEdge& edge : pattern.edges) {
    components.join(edge.from, edge.to);
    if (edge.edge_variable) {
      components.join(edge.from, *edge.edge_variable);
    }
  }
  for (const ExprPtr& filter : pattern.filters) {
    std::optional<VarId> first;
    for_each_variable(*filter, [&](VarId variable) {
      first = first.value_or(variable);
      components.join(*first, variable);
    });
  }
  const bool connected =
      std::all_of(pattern.variables.begin(), pattern.variables.end(), [&](VarId variable) {
        return components.root(variable) == components.root(pattern.variables[0]);
      });
  // An incomplete pattern says nothing.
  if (!connected && !context.findings.has_errors() && !context.findings.has_unsupported()) {
    context.findings.warning(
        codes::kCrossProduct,
        span,
        "patterns that share no variable: every combination of their rows is returned");
  }
}

}  // namespace

std::string default_name(const ast::Expr& expr) {
  if (const auto* variable = std::get_if<ast::Variable>(&expr.node)) {
    return variable->name;
  }
  if (const auto* member = std::get_if<ast::Member>(&expr.node)) {
    return member->variable + (member->meta ? ".@" : ".") + member->name;
  }
  if (std::holds_alternative<ast::Literal>(expr.node) ||
      std::holds_alternative<ast::ListLiteral>(expr.node)) {
    return "literal";
  }
  if (const auto* unary = std::get_if<ast::Unary>(&expr.node)) {  // -7
    return unary->op == ast::UnaryOp::kNegate &&
                   std::holds_alternative<ast::Literal>(unary->operand->node)
               ? "literal"
               : "";
  }
  if (const auto* aggregate = std::get_if<ast::Aggregate>(&expr.node)) {
    return aggregate_column(*aggregate);
  }
  if (const auto* name = std::get_if<ast::BareName>(&expr.node)) {
    return name->name;
  }
  if (const auto* meta = std::get_if<ast::Meta>(&expr.node)) {
    return "@" + meta->name;
  }
  const auto* call = std::get_if<ast::Call>(&expr.node);
  if (call == nullptr) {
    return "";
  }
  if (call->function == "now") {
    return "now";
  }
  const bool rank =
      call->function == "nearest" || call->function == "bm25" || call->function == "rrf";
  return rank ? rank_column(*call) : "";
}

void add_column(Context& context,
                const ast::Projection& projection,
                const ExprPtr& raw,
                std::vector<CheckedColumn>& columns) {
  CheckedColumn column;
  column.name = projection.alias ? projection.alias->text : default_name(*projection.expr);
  column.raw = raw;
  column.span = projection.expr->span;
  if (raw && raw->type.kind == ValueKind::kBlob) {
    context.findings.error(codes::kBlobResult, column.span, "a Blob cannot be returned");
    column.raw = nullptr;
  }
  const bool repeated =
      std::any_of(columns.begin(), columns.end(), [&](const CheckedColumn& other) {
        return other.name == column.name && !column.name.empty();
      });
  if (column.name.empty()) {
    context.findings.error(codes::kAliasNeeded, column.span, "this projection needs a name").fix =
        format("write `{} as name`", context.findings.text(column.span));
  } else if (repeated) {
    context.findings
        .error(codes::kDuplicateColumn,
               projection.alias ? projection.alias->span : column.span,
               format("two columns are named `{}`", column.name))
        .fix = "give one another name with `as`";
  }
  columns.push_back(std::move(column));
}

void check_arm(Context& context, const ast::Arm& arm, CheckedArm& checked) {
  checked.read.pattern = check_block(context, ExprPlace(), arm.match, checked.scope);
  check_cross_product(context, checked.read.pattern, arm.match.span);
  checked.aggregated = arm.having && has_aggregate_call(*arm.having);
  for (const ast::Projection& projection : arm.projections) {
    checked.aggregated = checked.aggregated || has_aggregate_call(*projection.expr);
  }
  checked.read.aggregated = checked.aggregated;
  checked.read.distinct = arm.distinct;

  ExprPlace place;
  place.place = Place::kProjection;
  place.scope = &checked.scope;
  place.aliases = &checked.aliases;
  place.aggregates = checked.aggregated ? &checked.sink : nullptr;
  check_projections(context, arm, place, checked);
  check_rank_in_aggregate(context, checked);
  checked.sink.returned = checked.sink.calls.size();
  if (checked.aggregated) {
    add_group_keys(context, checked);
  }
  for (const CheckedColumn& column : checked.columns) {
    checked.read.columns.push_back({column.name, finished(context, checked, column.raw)});
  }
  if (arm.having) {
    place.place = Place::kHaving;
    checked.read.having = finished(context, checked, check_condition(context, place, *arm.having));
  }
}

}  // namespace omnigraph::query::types
