#include "support/reference/evaluate.h"

#include <utility>

#include <re2/re2.h>

#include "omnigraph/base/format.h"
#include "support/reference/aggregate.h"
#include "support/reference/arithmetic.h"
#include "support/reference/functions.h"
#include "support/reference/match.h"

namespace omnigraph::testing {
namespace {

using query::Expr;
using query::ValueKind;
using query::ValueType;
namespace ast = query::ast;

// A literal or parameter beside a value of type F32 is first rounded to F32.
PlainValue beside(const Expr& expr, const PlainValue& value, const ValueType& other) {
  const bool given = std::holds_alternative<query::Constant>(expr.node) ||
                     std::holds_alternative<query::ParamRef>(expr.node);
  return given && other.kind == ValueKind::kF32 ? rounded_to_f32(value) : value;
}

bool compares(ast::CompareOp op, int order) {
  switch (op) {
    case ast::CompareOp::kEqual:
      return order == 0;
    case ast::CompareOp::kNotEqual:
      return order != 0;
    case ast::CompareOp::kLess:
      return order < 0;
    case ast::CompareOp::kLessEqual:
      return order <= 0;
    case ast::CompareOp::kGreater:
      return order > 0;
    case ast::CompareOp::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

class Evaluation {
 public:
  Evaluation(const PlainContext& context, const PlainRow& row) : context_(context), row_(row) {}

  Result<PlainValue> value_of(const Expr& expr) {
    return std::visit([&](const auto& node) { return visit(node, expr); }, expr.node);
  }

 private:
  // ---- Leaves -----------------------------------------------------------------------------------

  Result<PlainValue> visit(const query::Constant& node, const Expr& expr) {
    return from_checked(node.value, expr.type);
  }
  Result<PlainValue> visit(const query::ParamRef& node, const Expr&) {
    return context_.params[node.index];
  }
  Result<PlainValue> visit(const query::VariableRef& node, const Expr&) {
    const PlainEntity* entity = row_.variables[node.variable];
    return entity == nullptr ? plain_null() : PlainValue{entity};
  }
  // Of a row that is not there, all is null.
  Result<PlainValue> visit(const query::PropertyRef& node, const Expr&) {
    if (row_.variables[node.variable] == nullptr) {
      return plain_null();
    }
    return row_.variables[node.variable]->properties.at(node.property);
  }
  Result<PlainValue> visit(const query::MetaRef& node, const Expr&) {
    if (row_.variables[node.variable] == nullptr) {
      return plain_null();
    }
    const PlainEntity& entity = *row_.variables[node.variable];
    switch (node.field) {
      case query::MetaField::kId:
        return plain_text(entity.id);
      case query::MetaField::kSrc:
        return plain_text(entity.source);
      case query::MetaField::kDst:
        return plain_text(entity.target);
      case query::MetaField::kType:
        return plain_text(entity.type->name);
    }
    return plain_null();
  }
  Result<PlainValue> visit(const query::NowRef&, const Expr&) {
    return PlainValue{PlainInstant{context_.now_ms}};
  }
  Result<PlainValue> visit(const query::AggregateRef& node, const Expr&) {
    return row_.aggregates[node.index];
  }
  Result<PlainValue> visit(const query::GroupKeyRef& node, const Expr&) {
    return row_.group_keys[node.index];
  }

  // ---- Logic ------------------------------------------------------------------------------------

  Result<PlainValue> visit(const query::NotExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue operand, value_of(*node.operand));
    return operand.is_null() ? operand : plain_bool(!operand.is_true());
  }
  // The right side is not looked at where the left one decides.
  Result<PlainValue> visit(const query::AndExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue left, value_of(*node.left));
    if (left.is_false()) {
      return left;
    }
    OG_ASSIGN_OR_RETURN(const PlainValue right, value_of(*node.right));
    if (right.is_false()) {
      return right;
    }
    return left.is_null() ? left : right;
  }
  Result<PlainValue> visit(const query::OrExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue left, value_of(*node.left));
    if (left.is_true()) {
      return left;
    }
    OG_ASSIGN_OR_RETURN(const PlainValue right, value_of(*node.right));
    if (right.is_true()) {
      return right;
    }
    return left.is_null() ? left : right;
  }
  Result<PlainValue> visit(const query::IsNullExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue operand, value_of(*node.operand));
    return plain_bool(operand.is_null() != node.negated);
  }
  Result<PlainValue> visit(const query::CaseExpr& node, const Expr& expr) {
    for (const auto& [condition, result] : node.branches) {
      OG_ASSIGN_OR_RETURN(const PlainValue taken, value_of(*condition));
      if (taken.is_true()) {
        OG_ASSIGN_OR_RETURN(const PlainValue value, value_of(*result));
        return as_type(value, expr.type);
      }
    }
    if (node.otherwise == nullptr) {
      return plain_null();
    }
    OG_ASSIGN_OR_RETURN(const PlainValue value, value_of(*node.otherwise));
    return as_type(value, expr.type);
  }

  // ---- Comparison -------------------------------------------------------------------------------

  Result<PlainValue> visit(const query::CompareExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue left, value_of(*node.left));
    OG_ASSIGN_OR_RETURN(const PlainValue right, value_of(*node.right));
    if (left.is_null() || right.is_null()) {
      return plain_null();
    }
    const int order = compare(beside(*node.left, left, node.right->type),
                              beside(*node.right, right, node.left->type));
    return plain_bool(compares(node.op, order));
  }

  // Null elements never match and do not make the answer unknown.
  Result<PlainValue> visit(const query::InExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue needle, value_of(*node.needle));
    OG_ASSIGN_OR_RETURN(const PlainValue list, value_of(*node.list));
    if (needle.is_null() || list.is_null()) {
      return plain_null();
    }
    const PlainValue sought = beside(*node.needle, needle, node.list->type);
    const auto* written = std::get_if<query::ListExpr>(&node.list->node);
    for (size_t i = 0; i < list.list().size(); ++i) {
      const Expr& origin = written != nullptr ? *written->items[i] : *node.list;
      const PlainValue item = beside(origin, list.list()[i], node.needle->type);
      if (!item.is_null() && compare(sought, item) == 0) {
        return plain_bool(true);
      }
    }
    return plain_bool(false);
  }

  Result<PlainValue> visit(const query::StringTestExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const PlainValue text, value_of(*node.text));
    OG_ASSIGN_OR_RETURN(const PlainValue argument, value_of(*node.argument));
    if (text.is_null() || argument.is_null()) {
      return plain_null();
    }
    switch (node.op) {
      case ast::WordOp::kContains:
        return plain_bool(text.text().find(argument.text()) != std::string::npos);
      case ast::WordOp::kStartsWith:
        return plain_bool(text.text().starts_with(argument.text()));
      case ast::WordOp::kEndsWith:
        return plain_bool(text.text().ends_with(argument.text()));
      case ast::WordOp::kMatches: {
        const re2::RE2 pattern(argument.text(), re2::RE2::Quiet);
        if (!pattern.ok()) {
          return run_time_error("R105", "invalid pattern");
        }
        return plain_bool(re2::RE2::PartialMatch(text.text(), pattern));
      }
      case ast::WordOp::kIn:
        break;
    }
    return plain_null();
  }

  // ---- Arithmetic -------------------------------------------------------------------------------

  Result<PlainValue> visit(const query::NegateExpr& node, const Expr& expr) {
    OG_ASSIGN_OR_RETURN(const PlainValue operand, value_of(*node.operand));
    if (operand.is_null()) {
      return operand;
    }
    return expr.type.kind == ValueKind::kF64 ? finite(-to_double(operand))
                                             : fitting_integer(-operand.integer(), expr.type.kind);
  }

  Result<PlainValue> visit(const query::ArithmeticExpr& node, const Expr& expr) {
    OG_ASSIGN_OR_RETURN(const PlainValue left, value_of(*node.left));
    OG_ASSIGN_OR_RETURN(const PlainValue right, value_of(*node.right));
    if (left.is_null() || right.is_null()) {
      return plain_null();
    }
    return calculate(node.op, left, right, expr.type.kind);
  }

  // ---- Lists, functions, blocks -----------------------------------------------------------------

  Result<PlainValue> visit(const query::ListExpr& node, const Expr& expr) {
    ValueType item = expr.type;
    item.list = false;
    PlainList items;
    for (const query::ExprPtr& one : node.items) {
      OG_ASSIGN_OR_RETURN(const PlainValue value, value_of(*one));
      items.push_back(as_type(value, item));
    }
    return plain_list(std::move(items));
  }

  Result<PlainValue> visit(const query::FunctionExpr& node, const Expr& expr) {
    PlainCall call;
    call.result = expr.type;
    call.now_ms = context_.now_ms;
    bool any_null = false;
    for (const query::ExprPtr& argument : node.arguments) {
      OG_ASSIGN_OR_RETURN(PlainValue value, value_of(*argument));
      if (node.name == "coalesce" && !value.is_null()) {
        return as_type(value, expr.type);
      }
      any_null = any_null || value.is_null();
      call.arguments.push_back(std::move(value));
      call.types.push_back(argument->type);
    }
    if (const auto choice = choice_functions().find(node.name);
        choice != choice_functions().end()) {
      return choice->second(call);
    }
    if (any_null || node.name == "coalesce") {
      return plain_null();
    }
    for (const PlainFunctions* group :
         {&number_functions(), &text_functions(), &time_functions(), &conversion_functions()}) {
      if (const auto found = group->find(node.name); found != group->end()) {
        return found->second(call);
      }
    }
    return Error(ErrorCode::kInternal, format("the reference has no function '{}'", node.name));
  }

  Result<PlainValue> visit(const query::ExistsExpr& node, const Expr&) {
    OG_ASSIGN_OR_RETURN(const auto solutions, match_pattern(context_, *node.pattern, row_));
    return plain_bool(!solutions.empty());
  }

  Result<PlainValue> visit(const query::AggregateBlockExpr& node, const Expr& expr) {
    OG_ASSIGN_OR_RETURN(auto solutions, match_pattern(context_, *node.pattern, row_));
    sort_canonically(canonical_order(context_, *node.pattern), solutions);
    return aggregate_rows(
        context_, {node.kind, node.distinct, node.argument.get(), expr.type}, solutions);
  }

  const PlainContext& context_;
  const PlainRow& row_;
};

}  // namespace

PlainRow empty_row(const PlainContext& context) {
  PlainRow row;
  row.variables.resize(context.query.variables.size());
  return row;
}

Result<PlainValue> evaluate(const PlainContext& context, const Expr& expr, const PlainRow& row) {
  return Evaluation(context, row).value_of(expr);
}

Result<bool> holds(const PlainContext& context, const Expr& condition, const PlainRow& row) {
  OG_ASSIGN_OR_RETURN(const PlainValue value, evaluate(context, condition, row));
  return value.is_true();
}

}  // namespace omnigraph::testing
