// Checking expressions: from the syntax tree to resolved, typed expressions. One language for all
// places; what a place refuses is decided by ExprPlace.
#pragma once

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/types/context.h"
#include "omnigraph/query/types/functions.h"

namespace omnigraph::query::types {

// The checked expression, or null if there was something to report.
ExprPtr check_expr(Context& context, const ExprPlace& place, const ast::Expr& expr);

// As check_expr, for a condition: anything but a Bool is T41. A literal null is one.
ExprPtr check_condition(Context& context, const ExprPlace& place, const ast::Expr& expr);

// T41 if `expr` is no Bool. A null `expr` is false and silent.
bool require_bool(Context& context, const ExprPtr& expr);

// Adds `condition` to a list of filters, its conjuncts one by one if none of them can raise: then
// their order does not matter.
void add_conjuncts(const ExprPtr& condition, std::vector<ExprPtr>& filters);

// ---- The kinds of expressions, each in its own file. ----

// names.cc: variables, properties, system fields, aliases, bare names of mutations.
ExprPtr check_variable(Context& context,
                       const ExprPlace& place,
                       const ast::Variable& node,
                       SourceSpan span);
ExprPtr check_member(Context& context,
                     const ExprPlace& place,
                     const ast::Member& node,
                     SourceSpan span);
ExprPtr check_bare_name(Context& context,
                        const ExprPlace& place,
                        const ast::BareName& node,
                        SourceSpan span);
ExprPtr check_meta(Context& context,
                   const ExprPlace& place,
                   const ast::Meta& node,
                   SourceSpan span);

// literals.cc
ExprPtr check_literal(Context& context, const ast::Literal& node, SourceSpan span);
ExprPtr check_list(Context& context,
                   const ExprPlace& place,
                   const ast::ListLiteral& node,
                   SourceSpan span);

// operators.cc
ExprPtr check_unary(Context& context,
                    const ExprPlace& place,
                    const ast::Unary& node,
                    SourceSpan span);
ExprPtr check_binary(Context& context,
                     const ExprPlace& place,
                     const ast::Binary& node,
                     SourceSpan span);
ExprPtr check_comparison(Context& context,
                         const ExprPlace& place,
                         const ast::Comparison& node,
                         SourceSpan span);
// Operands must not be null pointers; a literal null is T103.
ExprPtr build_comparison(Context& context, ast::CompareOp op, ExprPtr left, ExprPtr right);
ExprPtr check_is_null(Context& context,
                      const ExprPlace& place,
                      const ast::IsNull& node,
                      SourceSpan span);

// word_tests.cc
ExprPtr check_word_test(Context& context,
                        const ExprPlace& place,
                        const ast::WordTest& node,
                        SourceSpan span);
// Also the call forms contains(a, b) and so on. Operands must not be null.
ExprPtr build_word_test(
    Context& context, ast::WordOp op, ExprPtr left, ExprPtr right, SourceSpan span);

// case.cc
ExprPtr check_case(Context& context,
                   const ExprPlace& place,
                   const ast::Case& node,
                   SourceSpan span);

// calls.cc
ExprPtr check_call(Context& context,
                   const ExprPlace& place,
                   const ast::Call& node,
                   SourceSpan span);

// rank.cc: nearest, bm25, rrf, search, match_text, fuzzy.
bool is_search_function(std::string_view name);
ExprPtr check_search_call(Context& context,
                          const ExprPlace& place,
                          const ast::Call& node,
                          SourceSpan span);
// The name of the rank call that `expr` is, or nothing: "nearest", "bm25", "rrf".
std::string_view rank_call_name(const Expr& expr);
bool contains_rank_call(const Expr& expr);

// aggregates.cc
ExprPtr check_aggregate(Context& context,
                        const ExprPlace& place,
                        const ast::Aggregate& node,
                        SourceSpan span);
ExprPtr check_exists(Context& context,
                     const ExprPlace& place,
                     const ast::Exists& node,
                     SourceSpan span);
bool contains_aggregate(const Expr& expr);

}  // namespace omnigraph::query::types
