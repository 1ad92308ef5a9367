#include "omnigraph/query/types/pattern.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/binding_type.h"
#include "omnigraph/query/types/block_names.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/edges.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/properties.h"

namespace omnigraph::query::types {
namespace {

class BlockChecker {
 public:
  BlockChecker(Context& context, const ExprPlace& place, Scope& scope)
      : context_(context), scope_(scope), names_(context, place, scope) {
    inner_.place = Place::kFilter;
    inner_.scope = &scope;
    inner_.target = place.target;
  }

  Pattern check(const ast::Block& block) {
    names_.collect(block);
    pattern_.variables = names_.variables();
    for (const Step& step : names_.steps()) {
      if (step.binding != nullptr && !context_.findings.is_full()) {
        apply_binding(step);
      }
    }
    for (const Step& step : names_.steps()) {
      if (context_.findings.is_full()) {
        break;
      }
      if (step.traversal != nullptr) {
        apply_traversal(step);
      } else if (step.path != nullptr) {
        apply_path(step);
      }
    }
    for (size_t i = 0; i < names_.steps().size(); ++i) {
      inner_.clause = i;
      apply_filters(names_.steps()[i]);
    }
    pattern_.outer = scope_.outer();
    return std::move(pattern_);
  }

 private:
  // ---- Types of variables ----

  void apply_binding(const Step& step) {
    const ast::Binding& binding = *step.binding;
    VariableInfo& info = context_.variable(step.bound);
    VariableState& state = context_.state(step.bound);
    state.declared = true;
    const std::optional<BindingType> type = find_binding_type(context_, binding.type);
    if (!type) {
      state.invalid = state.invalid || !state.typed;
      return;
    }
    if (info.kind != ValueKind::kNode) {
      report_rebound(step);
      return;
    }
    if (!state.typed) {
      set_type(step.bound, *type);
      return;
    }
    if (state.invalid || same_types(info.types, type->types)) {
      return;
    }
    const bool narrower = contains_all(info.types, type->types) && state.through_interface();
    const bool wider =
        contains_all(type->types, info.types) && (type->interface != nullptr || type->any_node);
    if (narrower && scope_.owns(step.bound)) {
      set_type(step.bound, *type);
    } else if (narrower) {
      context_.findings.unsupported(binding.type.span,
                                    "narrowing an outer variable inside a block");
    } else if (!wider) {
      report_rebound(step);
    }
  }

  void set_type(VarId variable, const BindingType& type) {
    VariableState& state = context_.state(variable);
    state.typed = true;
    state.interface = type.interface;
    state.any_node = type.any_node;
    context_.variable(variable).types = type.types;
    context_.variable(variable).through_interface = state.through_interface();
  }

  void report_rebound(const Step& step) {
    const ast::Binding& binding = *step.binding;
    context_.findings.error(codes::kRebound,
                            binding.type.span,
                            format("variable {} already bound to type `{}`, cannot rebind to `{}`",
                                   quoted_variable(binding.variable.text),
                                   type_name(context_, step.bound),
                                   binding.type.text));
  }

  static bool contains_all(const std::vector<const schema::EntityType*>& all,
                           const std::vector<const schema::EntityType*>& some) {
    return std::all_of(some.begin(), some.end(), [&](const schema::EntityType* type) {
      return std::find(all.begin(), all.end(), type) != all.end();
    });
  }
  static bool same_types(const std::vector<const schema::EntityType*>& a,
                         const std::vector<const schema::EntityType*>& b) {
    return contains_all(a, b) && contains_all(b, a);
  }

  // ---- Traversals ----

  // The edges between the two ends of a step; nothing after a report, and then what depends on them
  // is marked.
  std::optional<std::vector<EdgeMember>> members_of(const Step& step,
                                                    const ast::EdgeSelector& selector,
                                                    const ast::Name& from,
                                                    const ast::Name& to) {
    std::optional<std::vector<EdgeMember>> members;
    if (is_usable_end(step.from, from) && is_usable_end(step.to, to)) {
      const TraversalEnd from_end{&from, step.from, is_own(step.from)};
      const TraversalEnd to_end{&to, step.to, is_own(step.to)};
      members = resolve_members(context_, selector, from_end, to_end);
    }
    if (!members) {
      for (const VarId end : {step.from, step.to}) {
        context_.state(end).invalid = context_.state(end).invalid || !context_.state(end).typed;
      }
    }
    return members;
  }

  bool is_own(VarId variable) const {
    return std::find(pattern_.variables.begin(), pattern_.variables.end(), variable) !=
           pattern_.variables.end();
  }

  bool is_usable_end(VarId variable, const ast::Name& name) {
    const VariableInfo& info = context_.variable(variable);
    if (info.kind != ValueKind::kNode) {
      context_.findings.error(codes::kWrongEndpoint,
                              name.span,
                              format("variable {} is {}, a traversal joins nodes",
                                     quoted_variable(name.text),
                                     info.kind == ValueKind::kEdge ? "an edge" : "a path"));
      return false;
    }
    return !context_.state(variable).invalid;
  }

  void apply_traversal(const Step& step) {
    const ast::Traversal& traversal = *step.traversal;
    const std::optional<HopRange> range = check_bounds(context_, traversal.bounds);
    std::optional<std::vector<EdgeMember>> members =
        members_of(step, traversal.selector, traversal.from, traversal.to);
    if (step.edge) {
      set_edge_type(*step.edge, members);
    }
    if (!range || !members) {
      return;
    }
    if (step.edge && !range->is_one()) {
      context_.findings.error(codes::kEdgeVariable,
                              traversal.bounds->span,
                              "a traversal with an edge variable is one hop: it takes no bounds");
      return;
    }
    PatternEdge edge;
    edge.from = step.from;
    edge.to = step.to;
    edge.edge_variable = step.edge;
    edge.members = std::move(*members);
    edge.span = step.clause->span;
    if (check_hops(*range, traversal.selector, traversal.bounds, edge) && !step.optional) {
      pattern_.edges.push_back(std::move(edge));
    }
  }

  void set_edge_type(VarId variable, const std::optional<std::vector<EdgeMember>>& members) {
    context_.state(variable).typed = true;
    context_.state(variable).invalid = context_.state(variable).invalid || !members;
    for (const EdgeMember& member : members ? *members : std::vector<EdgeMember>()) {
      context_.variable(variable).types.push_back(member.edge);
    }
  }

  // Puts the range into `edge`. More than one hop needs ends of one type: on an edge between two
  // types only the first hop can match (L313), so such bounds become what they can give.
  bool check_hops(const HopRange& range,
                  const ast::EdgeSelector& selector,
                  const std::optional<ast::HopBounds>& bounds,
                  PatternEdge& edge) {
    edge.min_hops = range.min;
    edge.max_hops = range.max;
    if (range.is_one()) {
      return true;
    }
    const bool several = selector.wildcard || selector.edges.size() > 1;
    if (several) {
      if (same_types(context_.variable(edge.from).types, context_.variable(edge.to).types)) {
        return true;
      }
      context_.findings.error(codes::kWrongEndpoint,
                              bounds->span,
                              "several hops over several edge types need ends of the same type");
      return false;
    }
    const EdgeMember& member = edge.members[0];
    if (member.edge->from_type == member.edge->to_type || member.direction == Direction::kBoth) {
      return true;
    }
    context_.findings.warning(
        codes::kCrossTypeHops,
        bounds->span,
        format("edge {} joins different types: only one hop can match", describe(*member.edge)));
    if (range.min > 1 || range.max == 0) {
      pattern_.filters.push_back(
          make_expr(scalar_type(ValueKind::kBool), bounds->span, Constant{Value{false}}));
    }
    edge.min_hops = 1;
    edge.max_hops = 1;
    return true;
  }

  void apply_path(const Step& step) {
    const ast::Path& path = *step.path;
    context_.findings.unsupported(step.clause->span, path.shortest ? "`shortest path`" : "`path`");
    check_bounds(context_, path.bounds);
    members_of(step, path.selector, path.from, path.to);
    context_.state(*step.path_variable).typed = true;
    if (!path.shortest && (!path.bounds || !path.bounds->max)) {
      const SourceSpan span = path.bounds ? path.bounds->span : path.selector.span;
      context_.findings.error(codes::kPathBounds, span, "`path` needs finite bounds").fix =
          "write the greatest length, as in `knows{1,4}`";
    }
  }

  // ---- Filters ----

  void apply_filters(const Step& step) {
    if (step.binding != nullptr) {
      for (const ast::PropertyMatch& match : step.binding->matches) {
        add_filter(step, check_match(step, match));
      }
    } else if (step.filter != nullptr) {
      add_filter(step, check_condition(context_, inner_, *step.filter));
    } else if (step.not_block != nullptr) {
      add_filter(step, check_not(*step.not_block, step.clause->span));
    }
  }

  void add_filter(const Step& step, const ExprPtr& condition) {
    if (condition && !step.optional) {
      add_conjuncts(condition, pattern_.filters);
    }
  }

  // { property: value }
  ExprPtr check_match(const Step& step, const ast::PropertyMatch& match) {
    ExprPlace place = inner_;
    place.place = Place::kInline;
    ExprPtr value = check_expr(context_, place, *match.value);
    if (context_.state(step.bound).invalid) {
      return nullptr;
    }
    const std::string& name = match.property.text;
    const std::optional<ValueType> type = readable_property(context_, step.bound, name);
    if (!type) {
      report_no_match_property(step, match.property);
      return nullptr;
    }
    if (value) {
      value = fit_inline(context_, value, *type, name);
    }
    if (!value) {
      return nullptr;
    }
    const SourceSpan span{match.property.span.begin, match.value->span.end};
    ExprPtr property = make_expr(*type, match.property.span, PropertyRef{step.bound, name});
    const ValueType result = scalar_type(ValueKind::kBool, type->nullable || value->type.nullable);
    if (type->list) {
      return make_expr(result, span, InExpr{std::move(value), std::move(property)});
    }
    return make_expr(
        result, span, CompareExpr{ast::CompareOp::kEqual, std::move(property), std::move(value)});
  }

  void report_no_match_property(const Step& step, const ast::Name& property) {
    Diagnostic& diagnostic = context_.findings.error(
        codes::kNoInlineProperty,
        property.span,
        format("type `{}` has no property `{}`", type_name(context_, step.bound), property.text));
    const std::optional<MetaField> field = meta_field(property.text);
    if (field == MetaField::kId || field == MetaField::kType) {
      diagnostic.fix =
          format("write it as a filter: `${}.@{} = …`", step.binding->variable.text, property.text);
      return;
    }
    context_.findings.suggest(
        diagnostic, property.text, property.span, readable_names(context_, step.bound));
  }

  ExprPtr check_not(const ast::Block& block, SourceSpan span) {
    Scope scope(&scope_, inner_.clause);
    const size_t errors = context_.findings.error_count();
    auto pattern = std::make_shared<const Pattern>(check_block(context_, inner_, block, scope));
    if (context_.findings.error_count() != errors) {
      return nullptr;
    }
    if (pattern->outer.empty()) {
      context_.findings.error(codes::kNotGrouped,
                              span,
                              "negation block must reference at least one outer-bound variable");
      return nullptr;
    }
    ExprPtr exists = make_expr(scalar_type(ValueKind::kBool), span, ExistsExpr{std::move(pattern)});
    return make_expr(scalar_type(ValueKind::kBool), span, NotExpr{std::move(exists)});
  }

  Context& context_;
  Scope& scope_;
  BlockNames names_;
  ExprPlace inner_;  // of the block's expressions
  Pattern pattern_;
};

}  // namespace

Pattern check_block(Context& context,
                    const ExprPlace& place,
                    const ast::Block& block,
                    Scope& scope) {
  if (context.depth >= Context::kDepthLimit) {
    context.findings.unsupported(block.span, "nesting as deep as this");
    return Pattern();
  }
  ++context.depth;
  Pattern pattern = BlockChecker(context, place, scope).check(block);
  --context.depth;
  return pattern;
}

}  // namespace omnigraph::query::types
