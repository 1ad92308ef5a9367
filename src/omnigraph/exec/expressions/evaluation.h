// Evaluation: what one Evaluator keeps, and the walk over expressions. Every node becomes one
// Column for all rows of a Frame; kernels (compare.h, logic.h, arithmetic.h, functions.h, …) do the
// work.
//
// Invariants
// - No kernel runs over a frame without rows, so what raises, raises for a row.
// - An operand that the language says is not evaluated for a row (the right side of `and`, a branch
// of
//   `case`, a later argument of `coalesce`) is evaluated in an inner frame without that row, unless
//   it cannot raise: then the whole frame may be cheaper.
// - The column of an expression has query::column_type of its type; a constant one may stay one
// row.
#pragma once

#include "omnigraph/exec/expressions/entity_fields.h"
#include "omnigraph/exec/expressions/evaluator.h"
#include "omnigraph/exec/expressions/logic.h"
#include "omnigraph/exec/expressions/text_match.h"

namespace omnigraph::exec {

class Evaluation {
 public:
  Evaluation(ExecContext& context, BlockRunner* blocks)
      : context_(context), blocks_(blocks), fields_(context) {}

  // `frame` has rows. Errors: what the expression raises; kInternal for expressions that no column
  // can hold.
  Result<Column> eval(const query::Expr& expr, Frame& frame);

  size_t limit_bytes() const { return context_.limits.memory_bytes; }

 private:
  Result<Column> eval_node(const query::Expr& expr, Frame& frame);

  // Values from outside the expression.
  Result<Column> node(const query::Expr& expr, const query::Constant& constant, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::ParamRef& param, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::VariableRef& variable, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::PropertyRef& property, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::MetaRef& meta, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::NowRef& now, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::ExistsExpr& exists, Frame& frame);
  Result<Column> node(const query::Expr& expr,
                      const query::AggregateBlockExpr& block,
                      Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::AggregateRef& aggregate, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::GroupKeyRef& key, Frame& frame);

  // Operators.
  Result<Column> node(const query::Expr& expr, const query::NegateExpr& negate, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::NotExpr& negation, Frame& frame);
  Result<Column> node(const query::Expr& expr,
                      const query::ArithmeticExpr& arithmetic,
                      Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::CompareExpr& comparison, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::IsNullExpr& test, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::InExpr& in, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::StringTestExpr& test, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::ListExpr& list, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::FunctionExpr& function, Frame& frame);

  // Operands that only some rows need (conditional.cc).
  Result<Column> node(const query::Expr& expr, const query::AndExpr& conjunction, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::OrExpr& disjunction, Frame& frame);
  Result<Column> node(const query::Expr& expr, const query::CaseExpr& choice, Frame& frame);
  Result<Column> coalesce(const query::Expr& expr,
                          const std::vector<query::ExprPtr>& arguments,
                          Frame& frame);
  Result<Column> connect_all(Connective connective,
                             const std::vector<const query::Expr*>& operands,
                             Frame& frame);
  Result<Column> connect_next(Connective connective,
                              const Column& left,
                              const query::Expr& right,
                              Frame& frame);
  // `expr` as a column of type `type`.
  Result<Column> eval_as(const query::Expr& expr, const query::ValueType& type, Frame& frame);

  // The variable that an entity-typed expression stands for; none for other expressions.
  std::optional<query::VarId> entity_variable(const query::Expr& expr) const;
  Result<Column> compare_entities(query::ast::CompareOp op,
                                  query::VarId a,
                                  query::VarId b,
                                  Frame& frame);
  Result<const EntityColumn*> bound_entities(query::VarId variable, Frame& frame);

  ExecContext& context_;
  BlockRunner* blocks_;
  EntityFields fields_;
  PatternCache patterns_;
  int depth_ = 0;
};

}  // namespace omnigraph::exec
