// Expressions down to the operators; operands stand in parse_operand.cc. Loosest first: or, and,
// not, one predicate (is null, in, contains …, a chain of comparisons), + -, * / %, unary -.
//
// An expression takes the longest text it can. After a complete operand an operator word (and, or,
// is, in, contains …, `not` before in or contains …) continues it, unless a colon follows: then the
// word is the name of the next assignment. Every other word, variable or literal begins the next
// item.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"
#include "omnigraph/query/syntax/tree_height.h"

namespace omnigraph::query::syntax {

ast::ExprPtr GrammarParser::parse_expr() {
  const Nesting nesting(*this);
  std::vector<ast::ExprPtr> terms;
  terms.push_back(parse_and());
  while (at_operator_word("or") || at(TokenKind::kPipePipe)) {
    if (!accept_word("or")) {
      accept_foreign_operator("or");
    }
    terms.push_back(parse_and());
  }
  return join(ast::BinaryOp::kOr, terms, 0, terms.size());
}

ast::ExprPtr GrammarParser::parse_and() {
  std::vector<ast::ExprPtr> terms;
  terms.push_back(parse_not());
  while (at_operator_word("and") || at(TokenKind::kAmpersand)) {
    if (!accept_word("and")) {
      accept_foreign_operator("and");
    }
    terms.push_back(parse_not());
  }
  return join(ast::BinaryOp::kAnd, terms, 0, terms.size());
}

// terms[begin, end) as a balanced tree.
ast::ExprPtr GrammarParser::join(ast::BinaryOp op,
                                 std::vector<ast::ExprPtr>& terms,
                                 size_t begin,
                                 size_t end) {
  if (end - begin == 1) {
    return std::move(terms[begin]);
  }
  const SourceSpan span = {terms[begin]->span.begin, terms[end - 1]->span.end};
  const size_t middle = begin + (end - begin + 1) / 2;
  ast::Binary node;
  node.op = op;
  node.left = join(op, terms, begin, middle);
  node.right = join(op, terms, middle, end);
  return make_at(span, std::move(node));
}

ast::ExprPtr GrammarParser::measured(ast::ExprPtr expr) {
  expr->height = height_of(*expr);
  if (expr->height > ast::kMaxTreeHeight) {
    fail(code::kSyntax,
         expr->span,
         format("expression is nested too deeply: more than {} levels", ast::kMaxTreeHeight));
  }
  return expr;
}

// `not` is a name before a comparison, a comma, a closing brace, asc and desc.
bool GrammarParser::not_is_a_name() const {
  switch (peek(1).kind) {
    case TokenKind::kEqual:
    case TokenKind::kEqualEqual:
    case TokenKind::kNotEqual:
    case TokenKind::kLessGreater:
    case TokenKind::kLess:
    case TokenKind::kLessEqual:
    case TokenKind::kGreater:
    case TokenKind::kGreaterEqual:
    case TokenKind::kComma:
    case TokenKind::kRightBrace:
      return true;
    default:
      return at_any_word({"asc", "desc"}, 1);
  }
}

ast::ExprPtr GrammarParser::parse_not() {
  const uint32_t begin = peek().span.begin;
  if (at(TokenKind::kBang)) {
    const Nesting nesting(*this);
    const SourceSpan bang = take().span;
    const bool space_follows = bang.end < peek().span.begin;
    offer(refuse(code::kForeignOperator, bang, "operator `!` is not of this language"),
          "write `not`",
          {{bang, space_follows ? "not" : "not "}});
    ast::Unary node;
    node.op = ast::UnaryOp::kNot;
    node.operand = parse_not();
    return make(begin, std::move(node));
  }
  if (!at_word("not") || not_is_a_name()) {
    return parse_predicate();
  }
  const Nesting nesting(*this);
  accept_word("not");
  if (at(TokenKind::kLeftBrace)) {
    ast::Exists node;
    node.negated = true;
    node.block = parse_block("not");
    return make(begin, std::move(node));
  }
  ast::Unary node;
  node.op = ast::UnaryOp::kNot;
  node.operand = parse_not();
  return make(begin, std::move(node));
}

bool GrammarParser::at_operator_word(std::string_view word) const {
  return at_word(word) && !at(TokenKind::kColon, 1);
}

std::optional<ast::WordOp> GrammarParser::word_operator(size_t ahead) const {
  if (at(TokenKind::kColon, ahead + 1)) {
    return std::nullopt;
  }
  if (at_word("in", ahead)) {
    return ast::WordOp::kIn;
  }
  if (at_word("contains", ahead)) {
    return ast::WordOp::kContains;
  }
  if (at_word("starts_with", ahead)) {
    return ast::WordOp::kStartsWith;
  }
  if (at_word("ends_with", ahead)) {
    return ast::WordOp::kEndsWith;
  }
  if (at_word("matches", ahead)) {
    return ast::WordOp::kMatches;
  }
  return std::nullopt;
}

std::optional<ast::CompareOp> GrammarParser::compare_operator() const {
  switch (peek().kind) {
    case TokenKind::kEqual:
    case TokenKind::kEqualEqual:
      return ast::CompareOp::kEqual;
    case TokenKind::kNotEqual:
    case TokenKind::kLessGreater:
      return ast::CompareOp::kNotEqual;
    case TokenKind::kLess:
      return ast::CompareOp::kLess;
    case TokenKind::kLessEqual:
      return ast::CompareOp::kLessEqual;
    case TokenKind::kGreater:
      return ast::CompareOp::kGreater;
    case TokenKind::kGreaterEqual:
      return ast::CompareOp::kGreaterEqual;
    default:
      return std::nullopt;
  }
}

ast::ExprPtr GrammarParser::parse_predicate() {
  const uint32_t begin = peek().span.begin;
  ast::ExprPtr left = parse_sum();
  if (at_operator_word("is")) {
    left = parse_is_null(begin, std::move(left));
  } else if (word_operator(0) || (at_word("not") && word_operator(1)) ||
             (at_any_word({"starts", "ends"}) && at_word("with", 1))) {
    left = parse_word_test(begin, std::move(left));
  } else if (compare_operator()) {
    left = parse_comparison(begin, std::move(left));
  } else {
    return left;
  }
  refuse_second_predicate();
  return left;
}

// One predicate is complete: another one cannot follow it directly.
void GrammarParser::refuse_second_predicate() {
  if (compare_operator() || at_operator_word("is") || word_operator(0) ||
      (at_word("not") && word_operator(1))) {
    fail(code::kSyntax,
         peek().span,
         format("{} cannot follow a test that is complete", describe(peek())))
        .fix = "join tests with `and` or `or`, or put one in parentheses";
  }
}

ast::ExprPtr GrammarParser::parse_is_null(uint32_t begin, ast::ExprPtr left) {
  const SourceSpan word = peek().span;
  accept_word("is");
  ast::IsNull node;
  node.negated = accept_word("not");
  if (!at_word("null")) {
    const SourceSpan written = {word.begin, std::max(word.end, last_end_)};
    Diagnostic& finding = fail_expected("`null` or `not null` after `is`");
    offer(finding,
          node.negated ? "for a comparison write `!=`" : "for a comparison write `=`",
          {{written, node.negated ? "!=" : "="}},
          Applicability::kNeedsReview);
  }
  accept_word("null");
  node.operand = std::move(left);
  return make(begin, std::move(node));
}

ast::ExprPtr GrammarParser::parse_word_test(uint32_t begin, ast::ExprPtr left) {
  ast::WordTest node;
  if (const std::optional<ast::WordOp> plain = word_operator(0)) {
    node.op = *plain;
    mend_case();
    take();
  } else if (accept_word("not")) {
    node.negated = true;
    node.op = *word_operator(0);
    mend_case();
    take();
  } else {
    node.op = at_word("starts") ? ast::WordOp::kStartsWith : ast::WordOp::kEndsWith;
    const std::string operator_name = to_lower(peek().text) + "_with";
    const SourceSpan words = {take().span.begin, take().span.end};
    offer(refuse(code::kForeignOperator, words, format("unknown operator `{}`", text(words))),
          format("write `{}`", operator_name),
          {{words, operator_name}});
  }
  node.left = std::move(left);
  node.right = parse_sum();
  return make(begin, std::move(node));
}

ast::ExprPtr GrammarParser::parse_comparison(uint32_t begin, ast::ExprPtr left) {
  ast::Comparison node;
  node.first = std::move(left);
  while (const std::optional<ast::CompareOp> op = compare_operator()) {
    const Token& sign = take();
    if (sign.kind == TokenKind::kEqualEqual || sign.kind == TokenKind::kLessGreater) {
      const std::string_view canonical = sign.kind == TokenKind::kEqualEqual ? "=" : "!=";
      offer(findings_.warning(code::kForeignSpelling,
                              sign.span,
                              format("{} is written `{}`", spelling(sign.kind), canonical)),
            format("write `{}`", canonical),
            {{sign.span, std::string(canonical)}});
    }
    node.ops.push_back(*op);
    node.rest.push_back(parse_sum());
  }
  return make(begin, std::move(node));
}

ast::ExprPtr GrammarParser::parse_sum() {
  const uint32_t begin = peek().span.begin;
  ast::ExprPtr left = parse_product();
  while (at(TokenKind::kPlus) || at(TokenKind::kMinus)) {
    ast::Binary node;
    node.op = take().kind == TokenKind::kPlus ? ast::BinaryOp::kAdd : ast::BinaryOp::kSubtract;
    node.left = std::move(left);
    node.right = parse_product();
    left = make(begin, std::move(node));
  }
  return left;
}

ast::ExprPtr GrammarParser::parse_product() {
  const uint32_t begin = peek().span.begin;
  ast::ExprPtr left = parse_unary();
  while (at(TokenKind::kStar) || at(TokenKind::kSlash) || at(TokenKind::kPercent)) {
    const TokenKind sign = take().kind;
    ast::Binary node;
    node.op = sign == TokenKind::kStar    ? ast::BinaryOp::kMultiply
              : sign == TokenKind::kSlash ? ast::BinaryOp::kDivide
                                          : ast::BinaryOp::kModulo;
    node.left = std::move(left);
    node.right = parse_unary();
    left = make(begin, std::move(node));
  }
  return left;
}

ast::ExprPtr GrammarParser::parse_unary() {
  if (!at(TokenKind::kMinus)) {
    return parse_operand();
  }
  const Nesting nesting(*this);
  const uint32_t begin = take().span.begin;
  ast::Unary node;
  node.op = ast::UnaryOp::kNegate;
  node.operand = parse_unary();
  return make(begin, std::move(node));
}

}  // namespace omnigraph::query::syntax
