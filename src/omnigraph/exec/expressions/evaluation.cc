#include "omnigraph/exec/expressions/evaluation.h"

#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/exec/expressions/arithmetic.h"
#include "omnigraph/exec/expressions/cast.h"
#include "omnigraph/exec/expressions/compare.h"
#include "omnigraph/exec/expressions/constant.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/membership.h"

namespace omnigraph::exec {

using columnar::ArrayPtr;
using columnar::TypeKind;
using query::Expr;
using query::ValueKind;
using query::ast::CompareOp;

namespace {

// Written expressions are lower than this; names that stand for expressions can pile them up.
constexpr int kMaxDepth = 1000;

Error no_column(const Expr& expr) {
  return Error(ErrorCode::kInternal,
               format("an expression of this type has no column: {}", query::to_string(expr.type)));
}

Error outside_grouping() {
  return Error(ErrorCode::kInternal, "a value of a group is used where there are no groups");
}

}  // namespace

Result<Column> Evaluation::eval(const Expr& expr, Frame& frame) {
  if (depth_ >= kMaxDepth) {
    return Error(ErrorCode::kResourceExhausted,
                 format("an expression is nested more than {} levels deep", kMaxDepth));
  }
  ++depth_;
  Result<Column> result = eval_node(expr, frame);
  --depth_;
  return result;
}

Result<Column> Evaluation::eval_node(const Expr& expr, Frame& frame) {
  return std::visit([&](const auto& alternative) { return node(expr, alternative, frame); },
                    expr.node);
}

Result<Column> Evaluation::node(const Expr& expr, const query::Constant& constant, Frame&) {
  return constant_value(constant.value, expr.type);
}

Result<Column> Evaluation::node(const Expr& expr, const query::ParamRef& param, Frame&) {
  return constant_value(context_.params[param.index], expr.type);
}

Result<Column> Evaluation::node(const Expr& expr, const query::VariableRef&, Frame&) {
  return no_column(expr);
}

Result<Column> Evaluation::node(const Expr&, const query::PropertyRef& property, Frame& frame) {
  return fields_.read(frame, property.variable, property.property);
}

Result<Column> Evaluation::node(const Expr&, const query::MetaRef& meta, Frame& frame) {
  switch (meta.field) {
    case query::MetaField::kId:
      return fields_.read(frame, meta.variable, "_id");
    case query::MetaField::kSrc:
      return fields_.read(frame, meta.variable, "_src");
    case query::MetaField::kDst:
      return fields_.read(frame, meta.variable, "_dst");
    case query::MetaField::kType:
      break;
  }
  return fields_.type_names(frame, meta.variable);
}

Result<Column> Evaluation::node(const Expr& expr, const query::NowRef&, Frame&) {
  return constant_value(query::Value{context_.now_ms}, expr.type);
}

Result<Column> Evaluation::node(const Expr&, const query::ExistsExpr& exists, Frame& frame) {
  if (blocks_ == nullptr) {
    return Error(ErrorCode::kInternal, "a pattern block where none can be answered");
  }
  OG_ASSIGN_OR_RETURN(ArrayPtr found, blocks_->exists(*exists.pattern, frame.batch()));
  return Column{std::move(found)};
}

Result<Column> Evaluation::node(const Expr& expr,
                                const query::AggregateBlockExpr& block,
                                Frame& frame) {
  if (blocks_ == nullptr) {
    return Error(ErrorCode::kInternal, "a pattern block where none can be answered");
  }
  OG_ASSIGN_OR_RETURN(ArrayPtr values, blocks_->aggregate(block, expr.type, frame.batch()));
  return Column{std::move(values)};
}

Result<Column> Evaluation::node(const Expr&, const query::AggregateRef& aggregate, Frame& frame) {
  ArrayPtr values = frame.aggregate(aggregate.index);
  return values ? Result<Column>(Column{std::move(values)}) : outside_grouping();
}

Result<Column> Evaluation::node(const Expr&, const query::GroupKeyRef& key, Frame& frame) {
  ArrayPtr values = frame.group_key(key.index);
  return values ? Result<Column>(Column{std::move(values)}) : outside_grouping();
}

Result<Column> Evaluation::node(const Expr& expr, const query::NegateExpr& negation, Frame& frame) {
  OG_ASSIGN_OR_RETURN(const Column operand, eval(*negation.operand, frame));
  return negate(operand, {expr.type.kind, expr.span, limit_bytes()});
}

Result<Column> Evaluation::node(const Expr&, const query::NotExpr& negation, Frame& frame) {
  OG_ASSIGN_OR_RETURN(const Column operand, eval(*negation.operand, frame));
  return negated(operand);
}

Result<Column> Evaluation::node(const Expr& expr,
                                const query::ArithmeticExpr& operation,
                                Frame& frame) {
  OG_ASSIGN_OR_RETURN(const Column left, eval(*operation.left, frame));
  OG_ASSIGN_OR_RETURN(const Column right, eval(*operation.right, frame));
  return arithmetic(
      operation.op, left, right, {expr.type.kind, expr.span, limit_bytes()}, frame.row_count());
}

Result<Column> Evaluation::node(const Expr&, const query::CompareExpr& comparison, Frame& frame) {
  const Expr& a = *comparison.left;
  const Expr& b = *comparison.right;
  const std::optional<query::VarId> left_entity = entity_variable(a);
  const std::optional<query::VarId> right_entity = entity_variable(b);
  if (left_entity && right_entity) {
    return compare_entities(comparison.op, *left_entity, *right_entity, frame);
  }
  OG_ASSIGN_OR_RETURN(Column left, eval(a, frame));
  OG_ASSIGN_OR_RETURN(Column right, eval(b, frame));
  match_f32(a, b, &left, &right);
  return compare(comparison.op, left, right, frame.row_count());
}

Result<Column> Evaluation::node(const Expr&, const query::IsNullExpr& test, Frame& frame) {
  if (const auto variable = entity_variable(*test.operand)) {
    OG_ASSIGN_OR_RETURN(const EntityColumn* entities, bound_entities(*variable, frame));
    const auto& positions = entities->positions;
    Buffer bits = pack_bits(positions.size(), [&](size_t i) {
      return (positions[i] == columnar::kNullRow) != test.negated;
    });
    return Column{bool_array(positions.size(), std::move(bits), {})};
  }
  OG_ASSIGN_OR_RETURN(const Column operand, eval(*test.operand, frame));
  return null_test(operand, test.negated);
}

Result<Column> Evaluation::node(const Expr&, const query::InExpr& in, Frame& frame) {
  OG_ASSIGN_OR_RETURN(Column needle, eval(*in.needle, frame));
  OG_ASSIGN_OR_RETURN(Column list, eval(*in.list, frame));
  match_f32(*in.needle, *in.list, &needle, &list);
  return membership(needle, list, frame.row_count());
}

Result<Column> Evaluation::node(const Expr& expr, const query::StringTestExpr& test, Frame& frame) {
  OG_ASSIGN_OR_RETURN(const Column text, eval(*test.text, frame));
  OG_ASSIGN_OR_RETURN(const Column argument, eval(*test.argument, frame));
  return text_test(test.op, text, argument, frame.row_count(), patterns_, expr.span);
}

Result<Column> Evaluation::node(const Expr& expr, const query::ListExpr& list, Frame& frame) {
  query::ValueType item_type = expr.type;
  item_type.list = false;
  std::vector<Column> items;
  for (const query::ExprPtr& item : list.items) {
    OG_ASSIGN_OR_RETURN(Column column, eval_as(*item, item_type, frame));
    items.push_back(std::move(column));
  }
  const size_t rows = kernel_rows(items, frame.row_count());
  std::vector<Pick> picks;
  picks.reserve(rows * items.size());
  BufferBuilder offsets;
  offsets.push<int32_t>(0);
  for (uint32_t row = 0; row < rows; ++row) {
    for (uint32_t i = 0; i < items.size(); ++i) {
      picks.push_back({i, row});
    }
    offsets.push(static_cast<int32_t>(picks.size()));
  }
  columnar::Array::Parts parts;
  parts.type = query::column_type(expr.type);
  parts.length = rows;
  parts.offsets = offsets.finish();
  OG_ASSIGN_OR_RETURN(ArrayPtr values, assemble(*parts.type.item, items, picks, limit_bytes()));
  parts.children.push_back(std::move(values));
  return Column{columnar::Array::make(std::move(parts)), rows < frame.row_count()};
}

Result<Column> Evaluation::node(const Expr& expr,
                                const query::FunctionExpr& function,
                                Frame& frame) {
  if (function.name == "coalesce") {
    return coalesce(expr, function.arguments, frame);
  }
  const FunctionEntry* entry = find_function_entry(function.name);
  if (entry == nullptr) {
    return Error(ErrorCode::kUnsupported,
                 format("the function cannot run yet: \"{}\"", function.name));
  }
  std::vector<Column> arguments;
  for (const query::ExprPtr& argument : function.arguments) {
    OG_ASSIGN_OR_RETURN(Column column, eval(*argument, frame));
    arguments.push_back(std::move(column));
  }
  FunctionCall call{expr, arguments, 0, {}, context_.now_ms, limit_bytes()};
  return call_function(*entry, std::move(call), frame.row_count());
}

std::optional<query::VarId> Evaluation::entity_variable(const Expr& expr) const {
  if (const auto* variable = std::get_if<query::VariableRef>(&expr.node)) {
    return variable->variable;
  }
  const auto* key = std::get_if<query::GroupKeyRef>(&expr.node);
  const auto* read = std::get_if<query::Read>(&context_.query.body);
  if (key != nullptr && read != nullptr && expr.type.is_entity()) {
    return entity_variable(*read->group_keys[key->index]);
  }
  return std::nullopt;
}

Result<const EntityColumn*> Evaluation::bound_entities(query::VarId variable, Frame& frame) {
  const EntityColumn& entities = frame.entities(variable);
  if (!entities.bound) {
    return Error(ErrorCode::kInternal,
                 format("an expression uses a variable that has no values here: \"{}\"",
                        context_.query.variables[variable].name));
  }
  return &entities;
}

Result<Column> Evaluation::compare_entities(CompareOp op,
                                            query::VarId a,
                                            query::VarId b,
                                            Frame& frame) {
  OG_RETURN_IF_ERROR(bound_entities(b, frame));  // both are there before one is pointed to
  OG_ASSIGN_OR_RETURN(const EntityColumn* left, bound_entities(a, frame));
  OG_ASSIGN_OR_RETURN(const EntityColumn* right, bound_entities(b, frame));
  const auto type_of = [&](query::VarId variable, const EntityColumn& entities, size_t i) {
    return context_.query.variables[variable]
        .types[entities.type_index.empty() ? 0 : entities.type_index[i]];
  };
  const size_t rows = frame.row_count();
  Buffer bits = pack_bits(rows, [&](size_t i) {
    const bool equal = left->positions[i] == right->positions[i] &&
                       left->positions[i] != columnar::kNullRow &&
                       type_of(a, *left, i) == type_of(b, *right, i);
    return equal == (op == CompareOp::kEqual);
  });
  const auto is_null = [&](size_t i) {
    return left->positions[i] == columnar::kNullRow || right->positions[i] == columnar::kNullRow;
  };
  Validity validity{pack_bits(rows, [&](size_t i) { return !is_null(i); }), 0};
  validity.null_count = count_zeros(validity.bits.data(), rows);
  return Column{bool_array(rows, std::move(bits), std::move(validity))};
}

}  // namespace omnigraph::exec
