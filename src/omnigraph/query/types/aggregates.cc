// Aggregates and blocks inside expressions: count($f), count { … }, exists { … }, not { … }.
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/types/coerce.h"
#include "omnigraph/query/types/expr_walk.h"
#include "omnigraph/query/types/expressions.h"
#include "omnigraph/query/types/pattern.h"
#include "omnigraph/query/types/spelling.h"

namespace omnigraph::query::types {
namespace {

using ast::AggregateKind;

bool has_order(const ValueType& type) {
  return !type.list && (is_numeric(type.kind) || type.kind == ValueKind::kString ||
                        type.kind == ValueKind::kBool || type.kind == ValueKind::kDate ||
                        type.kind == ValueKind::kDateTime);
}

// What an aggregate wants of its argument, in words; null if it takes anything it got.
const char* missing_quality(AggregateKind kind, const ValueType& type) {
  const bool number = !type.list && is_numeric(type.kind);
  switch (kind) {
    case AggregateKind::kCount:
      return nullptr;
    case AggregateKind::kSum:
    case AggregateKind::kAvg:
      return number ? nullptr : "requires numeric type";
    case AggregateKind::kSumInt:
      return number && is_integer(type.kind) ? nullptr : "requires integer type";
    case AggregateKind::kMin:
    case AggregateKind::kMax:
      return has_order(type) ? nullptr : "requires numeric or string type, Bool, Date or DateTime";
    case AggregateKind::kCollect:
      return type.kind == ValueKind::kBlob ? "does not take a Blob" : nullptr;
  }
  return nullptr;
}

ValueType aggregate_type(AggregateKind kind, const ValueType* argument) {
  switch (kind) {
    case AggregateKind::kCount:
      return scalar_type(ValueKind::kI64);
    case AggregateKind::kSum:
    case AggregateKind::kAvg:
      return scalar_type(ValueKind::kF64, true);
    case AggregateKind::kSumInt:
      return scalar_type(is_unsigned(argument->kind) ? ValueKind::kU64 : ValueKind::kI64, true);
    case AggregateKind::kMin:
    case AggregateKind::kMax: {
      ValueType type = *argument;
      type.nullable = true;
      return type;
    }
    case AggregateKind::kCollect: {
      ValueType type = *argument;
      type.list = true;
      type.nullable = false;
      return type;
    }
  }
  return scalar_type(ValueKind::kNull);
}

// The argument of an aggregate, or null after a report. Not for count(*) and blocks without one.
ExprPtr check_argument(Context& context, ExprPlace place, const ast::Aggregate& node) {
  place.in_aggregate = true;
  ExprPtr argument = check_expr(context, place, *node.argument);
  if (!argument) {
    return nullptr;
  }
  if (contains_aggregate(*argument)) {
    context.findings.error(
        codes::kBadAggregate, node.argument->span, "an aggregate cannot contain another one");
    return nullptr;
  }
  if (const char* quality = missing_quality(node.kind, argument->type)) {
    context.findings.error(
        codes::kBadAggregate,
        argument->span,
        format("{} {}, this is {}", spelling(node.kind), quality, to_string(argument->type)));
    return nullptr;
  }
  const bool nested_list = node.kind == AggregateKind::kCollect &&
                           (argument->type.list || argument->type.kind == ValueKind::kVector);
  if (nested_list || argument->type.kind == ValueKind::kObject ||
      argument->type.kind == ValueKind::kPath) {
    context.findings.unsupported(
        argument->span,
        format("`{}` over {} values", spelling(node.kind), to_string(argument->type)));
  }
  return argument;
}

// An aggregate without argument must be a count.
bool has_what_it_needs(Context& context, const ast::Aggregate& node, SourceSpan span) {
  if (node.argument || node.kind == AggregateKind::kCount) {
    return true;
  }
  context.findings.error(
      codes::kBadAggregate,
      span,
      format("{} needs a value: `{}(…)`", spelling(node.kind), spelling(node.kind)));
  return false;
}

ExprPtr check_aggregate_block(Context& context,
                              const ExprPlace& place,
                              const ast::Aggregate& node,
                              SourceSpan span) {
  Scope scope(place.scope, place.clause);
  const size_t errors = context.findings.error_count();
  auto pattern = std::make_shared<Pattern>(check_block(context, place, *node.block, scope));
  ExprPlace inner;
  inner.place = Place::kBlockArgument;
  inner.scope = &scope;
  inner.target = place.target;
  ExprPtr argument = node.argument ? check_argument(context, inner, node) : nullptr;
  if (!has_what_it_needs(context, node, span) || context.findings.error_count() != errors) {
    return nullptr;
  }
  pattern->outer = scope.outer();
  if (pattern->outer.empty()) {
    context.findings.error(codes::kUncorrelatedBlock,
                           span,
                           format("the `{}` block uses no outer variable", spelling(node.kind)));
    return nullptr;
  }
  const ValueType* argument_type = argument ? &argument->type : nullptr;
  ValueType type = aggregate_type(node.kind, argument_type);
  AggregateBlockExpr block{node.kind, node.distinct, std::move(argument), std::move(pattern)};
  return make_expr(std::move(type), span, std::move(block));
}

// An aggregate call where none may stand.
void report_misplaced(Context& context,
                      const ExprPlace& place,
                      const ast::Aggregate& node,
                      SourceSpan span) {
  if (place.in_aggregate) {
    context.findings.error(codes::kBadAggregate, span, "an aggregate cannot contain another one");
  } else if (place.in_mutation() && place.place != Place::kFilter &&
             place.place != Place::kBlockArgument) {
    context.findings
        .error(codes::kRefusedInMutation, span, "aggregates are not allowed here in a mutation")
        .fix = format("use a block: `{} {{ … }}`", spelling(node.kind));
  } else if (place.place == Place::kOrder) {
    context.findings.error(
        codes::kOrderNotReturned, span, "an aggregate in `order` must be returned");
  } else {
    context.findings.error(codes::kIncompatibleTypes, span, "an aggregate cannot stand in a filter")
        .fix =
        format("use a block, as in `{} {{ $p knows $f }} > 2`, or `having`", spelling(node.kind));
  }
}

ExprPtr aggregate_ref(
    Context& context, Place place, AggregateSink& sink, AggregateCall call, SourceSpan span) {
  const bool in_order = place == Place::kOrder;
  const size_t usable = in_order ? sink.returned : sink.calls.size();
  for (size_t i = 0; i < usable; ++i) {
    const AggregateCall& known = sink.calls[i];
    const bool same_argument = known.argument && call.argument
                                   ? same_expr(*known.argument, *call.argument)
                                   : known.argument == call.argument;
    if (known.kind == call.kind && known.distinct == call.distinct && same_argument) {
      return make_expr(known.type, span, AggregateRef{static_cast<uint32_t>(i)});
    }
  }
  if (in_order) {
    context.findings.error(
        codes::kOrderNotReturned, span, "an aggregate in `order` must be returned");
    return nullptr;
  }
  ValueType type = call.type;
  sink.calls.push_back(std::move(call));
  return make_expr(
      std::move(type), span, AggregateRef{static_cast<uint32_t>(sink.calls.size() - 1)});
}

}  // namespace

ExprPtr check_aggregate(Context& context,
                        const ExprPlace& place,
                        const ast::Aggregate& node,
                        SourceSpan span) {
  if (!node.order.empty()) {
    context.findings.unsupported(span, "`collect` with `order`");
    for (const ast::OrderKey& key : node.order) {
      if (!node.block) {
        ExprPlace argument_place = place;
        argument_place.in_aggregate = true;
        check_expr(context, argument_place, *key.expr);
      }
    }
  }
  if (node.block) {
    return check_aggregate_block(context, place, node, span);
  }
  if (place.in_aggregate || place.aggregates == nullptr) {
    report_misplaced(context, place, node, span);
    return nullptr;
  }
  if (!has_what_it_needs(context, node, span)) {
    return nullptr;
  }
  AggregateCall call;
  call.kind = node.kind;
  call.distinct = node.distinct;
  if (node.argument) {
    call.argument = check_argument(context, place, node);
    if (!call.argument) {
      return nullptr;
    }
  }
  call.type = aggregate_type(node.kind, call.argument ? &call.argument->type : nullptr);
  return aggregate_ref(context, place.place, *place.aggregates, std::move(call), span);
}

ExprPtr check_exists(Context& context,
                     const ExprPlace& place,
                     const ast::Exists& node,
                     SourceSpan span) {
  Scope scope(place.scope, place.clause);
  const size_t errors = context.findings.error_count();
  auto pattern = std::make_shared<const Pattern>(check_block(context, place, node.block, scope));
  if (context.findings.error_count() != errors) {
    return nullptr;
  }
  if (pattern->outer.empty()) {
    context.findings.error(node.negated ? codes::kNotGrouped : codes::kUncorrelatedBlock,
                           span,
                           node.negated
                               ? "negation block must reference at least one outer-bound variable"
                               : "the `exists` block uses no outer variable");
    return nullptr;
  }
  ExprPtr exists = make_expr(scalar_type(ValueKind::kBool), span, ExistsExpr{std::move(pattern)});
  if (!node.negated) {
    return exists;
  }
  return make_expr(scalar_type(ValueKind::kBool), span, NotExpr{std::move(exists)});
}

bool contains_aggregate(const Expr& expr) {
  if (std::holds_alternative<AggregateRef>(expr.node)) {
    return true;
  }
  bool any = false;
  for_each_operand(expr,
                   [&](const ExprPtr& operand) { any = any || contains_aggregate(*operand); });
  return any;
}

}  // namespace omnigraph::query::types
