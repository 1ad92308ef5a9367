// GrammarParser: the recursive descent over the tokens of one file, one method per rule of the
// grammar, in the order of the grammar. Internal to query/syntax; parser.h is the door.
//
// Two kinds of errors. refuse() reports a text whose meaning is clear although it is not of the
// language (a foreign operator, missing braces) and goes on as if it had been written well. fail()
// reports a text that has lost its meaning; from then on every token reads as the end of the text,
// so that all loops run out by themselves, further errors stay silent, and what the methods return
// means nothing. The file's loop then looks for the next query and goes on there.
//
// Invariants:
// - Every loop that depends on tokens stops at kEnd.
// - Every recursion passes a Nesting, which fails beyond kMaxNesting levels.
// - No expression or block is higher than ast::kMaxTreeHeight (make(), close_block()).
// - Nothing is parsed twice: where the reading of a clause depends on what follows, scan_…() looks
//   at the tokens alone and decides before.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "omnigraph/query/syntax/ast.h"
#include "omnigraph/query/syntax/findings.h"
#include "omnigraph/query/syntax/token.h"

namespace omnigraph::query::syntax {

class GrammarParser {
 public:
  // `tokens` end with kEnd. `source` and `findings` must outlive the parser.
  GrammarParser(std::string_view source, std::vector<Token> tokens, Findings& findings);

  // Meaningless when the findings have errors afterwards.
  ast::File parse_file();

 private:
  static constexpr uint32_t kMaxNesting = 200;

  // One level of recursion, for its scope.
  class Nesting {
   public:
    explicit Nesting(GrammarParser& parser);
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    GrammarParser& parser_;
  };

  // ---- tokens: grammar_tokens.cc
  const Token& token(size_t index) const;
  const Token& peek(size_t ahead = 0) const;
  bool at(TokenKind kind, size_t ahead = 0) const { return peek(ahead).kind == kind; }
  // A keyword, also in upper case: that is reported when it is taken.
  bool at_word(std::string_view word, size_t ahead = 0) const;
  bool at_any_word(std::initializer_list<std::string_view> words, size_t ahead = 0) const;
  const Token& take();
  bool accept(TokenKind kind);
  bool accept_word(std::string_view word);
  // These fail when the token is another one. `place` completes "expected X …": "after `match`".
  bool expect(TokenKind kind, std::string_view place);
  bool expect_word(std::string_view word, std::string_view place);
  void expect_closing(TokenKind kind, SourceSpan opener);
  ast::Name expect_name(std::string_view what);
  void mend_case();
  bool starts_operand(size_t ahead = 0) const;

  Diagnostic& refuse(std::string_view code, SourceSpan span, std::string message);
  Diagnostic& fail(std::string_view code, SourceSpan span, std::string message);
  Diagnostic& fail_expected(std::string_view what);
  void warn_trailing_comma(SourceSpan comma);
  void accept_foreign_operator(std::string_view replacement);

  SourceSpan span_from(uint32_t begin) const { return {begin, std::max(begin, last_end_)}; }
  std::string_view text(SourceSpan span) const {
    return source_.substr(span.begin, span.end - span.begin);
  }
  // `word`, with a space on each side where the text around `span` has none.
  std::string spaced(SourceSpan span, std::string_view word) const;

  // ---- expressions: parse_expression.cc
  ast::ExprPtr parse_expr();
  ast::ExprPtr parse_and();
  ast::ExprPtr parse_not();
  ast::ExprPtr parse_predicate();
  ast::ExprPtr parse_is_null(uint32_t begin, ast::ExprPtr left);
  ast::ExprPtr parse_word_test(uint32_t begin, ast::ExprPtr left);
  ast::ExprPtr parse_comparison(uint32_t begin, ast::ExprPtr left);
  ast::ExprPtr parse_sum();
  ast::ExprPtr parse_product();
  ast::ExprPtr parse_unary();
  bool at_operator_word(std::string_view word) const;
  std::optional<ast::WordOp> word_operator(size_t ahead) const;
  std::optional<ast::CompareOp> compare_operator() const;
  bool not_is_a_name() const;
  void refuse_second_predicate();
  template <typename Node>
  ast::ExprPtr make(uint32_t begin, Node node) {
    return make_at(span_from(begin), std::move(node));
  }
  template <typename Node>
  ast::ExprPtr make_at(SourceSpan span, Node node) {
    auto expr = std::make_unique<ast::Expr>();
    expr->span = span;
    expr->node = std::move(node);
    return measured(std::move(expr));
  }
  ast::ExprPtr measured(ast::ExprPtr expr);
  ast::ExprPtr join(ast::BinaryOp op, std::vector<ast::ExprPtr>& terms, size_t begin, size_t end);

  // ---- operands: parse_operand.cc
  ast::ExprPtr parse_operand();
  ast::ExprPtr parse_literal(ast::Literal literal);
  ast::ExprPtr parse_parenthesized();
  ast::ExprPtr parse_list();
  ast::ExprPtr parse_variable();
  ast::ExprPtr parse_meta();
  ast::ExprPtr parse_word();
  ast::ExprPtr parse_upper_case_word();
  ast::ExprPtr parse_banged_operand();
  ast::ExprPtr parse_bare_name();
  bool null_is_a_name() const;
  bool case_is_a_name() const;
  std::string meta_name(const Token& name);
  void fail_edge_property_path(const ast::Member& member);

  // ---- operands that a word opens: parse_call.cc
  static std::optional<ast::AggregateKind> aggregate_kind(std::string_view name);
  ast::ExprPtr parse_case();
  ast::ExprPtr parse_exists();
  ast::ExprPtr parse_aggregate(ast::AggregateKind kind);
  void parse_aggregate_argument(ast::Aggregate& aggregate, std::string_view function);
  ast::ExprPtr parse_date(ast::LiteralKind kind);
  ast::ExprPtr parse_call();

  // ---- patterns: parse_pattern.cc
  ast::Block parse_block(std::string_view what);
  ast::Block parse_block_without_braces();
  void parse_clauses(ast::Block& block, bool braces);
  bool clause_ends(const ast::Block& block, bool braces);
  void close_block(ast::Block& block, uint32_t begin);
  ast::Clause parse_clause();
  ast::Clause parse_clause_of_variable();
  ast::Clause parse_optional();
  ast::Clause parse_binding();
  ast::Clause parse_filter();
  std::vector<ast::PropertyMatch> parse_property_matches();
  bool refuse_clause_start(const ast::Clause& previous, bool comma_before);

  // ---- traversals and paths: parse_traversal.cc
  ast::Clause parse_traversal();
  ast::Clause parse_path();
  ast::EdgeSelector parse_selector();
  ast::Name parse_edge();
  std::optional<ast::HopBounds> parse_bounds();
  void refuse_foreign_bounds(const ast::HopBounds& bounds, bool sure);
  ast::Name variable_name(std::string_view what);

  // ---- what a clause is: scan_traversal.cc. Indices into the tokens; 0 means no.
  size_t scan_traversal(size_t index) const;
  size_t scan_selector(size_t index) const;
  size_t scan_alternatives(size_t index, TokenKind close) const;
  size_t scan_bounds(size_t index, bool wildcard) const;
  bool is_edge(size_t index) const;
  bool continues_expression(size_t index) const;
  bool is_operator_traversal(size_t index) const;
  void refuse_traversal_in_expression(size_t end);

  // ---- patterns of Cypher, to translate them: parse_cypher.cc
  bool at_cypher_arrow(size_t index) const;
  bool at_cypher_node(size_t index) const;
  ast::Clause refuse_cypher(size_t begin);

  // ---- queries: parse_query.cc
  ast::Query parse_query();
  void parse_query_name(ast::Query& query);
  void parse_annotations(ast::Query& query, bool before);
  void parse_parameters(ast::Query& query);
  ast::Param parse_parameter();
  ast::ParamType parse_parameter_type();
  std::string parse_base_type();
  void report_parameters_without_dollar(const ast::Query& query);

  // ---- reads: parse_read.cc
  ast::Read parse_read();
  ast::Arm parse_arm();
  void parse_tail(ast::Read& read);
  std::vector<ast::Projection> parse_return_list();
  ast::Projection parse_projection();
  std::vector<ast::OrderKey> parse_order_list();
  ast::OrderKey parse_order_key();
  ast::RowCount parse_row_count(std::string_view word);
  void refuse_missing_braces(std::string_view word, uint32_t begin);

  // ---- mutations: parse_mutation.cc
  bool at_statement() const;
  ast::Mutation parse_mutation();
  ast::Statement parse_statement();
  std::vector<ast::Assignment> parse_assignments();
  ast::Name parse_assigned_property();
  void expect_assigning_colon(std::string_view place);
  void parse_where(ast::Statement& statement, std::string_view word);

  // ---- files: parse_file.cc
  bool at_query_start(size_t index) const;
  void recover();
  void parse_item(ast::File& file);
  void parse_setting(ast::File& file);
  void parse_show(ast::File& file);
  void parse_branch(ast::File& file);
  void parse_explain(ast::File& file);
  std::string setting_name();
  std::string branch_name();
  void expect_semicolon();
  void check_mix(const ast::File& file);

  std::string_view source_;
  std::vector<Token> tokens_;
  Findings& findings_;
  size_t index_ = 0;
  uint32_t last_end_ = 0;  // of the token taken last
  bool failed_ = false;    // since the last recovery
  Diagnostic silent_;      // takes the findings after a failure
  uint32_t nesting_ = 0;
  uint32_t open_blocks_ = 0;

  // Of the query being parsed.
  struct BareUse {
    SourceSpan span;
    bool in_match = false;
  };
  std::set<std::string, std::less<>> aliases_;
  std::set<std::string, std::less<>> parameters_;
  std::vector<ast::Name> parameters_without_dollar_;
  std::map<std::string, std::vector<BareUse>, std::less<>> bare_uses_;
};

}  // namespace omnigraph::query::syntax
