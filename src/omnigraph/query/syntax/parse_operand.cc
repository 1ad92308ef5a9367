// Operands: literals, lists, parentheses, variables and their fields, names. What a word opens
// (case, exists, aggregates, calls) stands in parse_call.cc.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

ast::ExprPtr GrammarParser::parse_operand() {
  const Token& next = peek();
  ast::Literal literal;
  switch (next.kind) {
    case TokenKind::kInt:
      literal.kind = ast::LiteralKind::kInt;
      literal.integer = next.integer;
      return parse_literal(std::move(literal));
    case TokenKind::kFloat:
      literal.kind = ast::LiteralKind::kFloat;
      literal.real = next.real;
      return parse_literal(std::move(literal));
    case TokenKind::kString:
      literal.kind = ast::LiteralKind::kString;
      literal.text = next.text;
      return parse_literal(std::move(literal));
    case TokenKind::kLeftParen:
      return parse_parenthesized();
    case TokenKind::kLeftBracket:
      return parse_list();
    case TokenKind::kVariable:
      return parse_variable();
    case TokenKind::kAtName:
      return parse_meta();
    case TokenKind::kWord:
      return parse_word();
    case TokenKind::kTypeName:
      return parse_upper_case_word();
    case TokenKind::kBang:
      return parse_banged_operand();
    default:
      fail_expected("an expression");
      return make(next.span.begin, ast::Literal());
  }
}

// The literal that the next token is.
ast::ExprPtr GrammarParser::parse_literal(ast::Literal literal) {
  const uint32_t begin = take().span.begin;
  return make(begin, std::move(literal));
}

// ( expr ); a comma inside shows that a list was meant.
ast::ExprPtr GrammarParser::parse_parenthesized() {
  const SourceSpan open = take().span;
  ast::ExprPtr expr = parse_expr();
  if (at(TokenKind::kComma)) {
    while (accept(TokenKind::kComma) && !at(TokenKind::kRightParen)) {
      parse_expr();
    }
    const SourceSpan close = peek().span;
    expect_closing(TokenKind::kRightParen, open);
    offer(refuse(code::kSyntax, span_from(open.begin), "a list is written with brackets"),
          "write `[…]`",
          {{open, "["}, {close, "]"}});
    return expr;
  }
  expect_closing(TokenKind::kRightParen, open);
  expr->span = span_from(open.begin);
  return expr;
}

ast::ExprPtr GrammarParser::parse_list() {
  const SourceSpan open = take().span;
  ast::ListLiteral list;
  while (!at(TokenKind::kRightBracket) && !at(TokenKind::kEnd)) {
    list.items.push_back(parse_expr());
    const SourceSpan comma = peek().span;
    if (!accept(TokenKind::kComma)) {
      break;
    }
    if (at(TokenKind::kRightBracket)) {
      warn_trailing_comma(comma);
    }
  }
  expect_closing(TokenKind::kRightBracket, open);
  return make(open.begin, std::move(list));
}

// The name of a meta field; any other name with "@" fails.
std::string GrammarParser::meta_name(const Token& name) {
  static const std::vector<std::string> kMetaNames = {"id", "src", "dst", "type"};
  for (const std::string& known : kMetaNames) {
    if (name.text == known) {
      return known;
    }
  }
  Diagnostic& finding =
      fail(code::kSyntax,
           name.span,
           format("unknown field `@{}`: there are `@id`, `@src`, `@dst` and `@type`", name.text));
  if (const std::optional<std::string> near = nearest_name(name.text, kMetaNames)) {
    offer(finding,
          format("did you mean `@{}`", *near),
          {{name.span, "@" + *near}},
          Applicability::kNeedsReview);
  }
  return name.text;
}

ast::ExprPtr GrammarParser::parse_meta() {
  const uint32_t begin = peek().span.begin;
  ast::Meta meta;
  meta.name = meta_name(peek());
  take();
  return make(begin, std::move(meta));
}

// $p, $p.name, $p.@id
ast::ExprPtr GrammarParser::parse_variable() {
  const Token& variable = take();
  const uint32_t begin = variable.span.begin;
  if (!at(TokenKind::kDot)) {
    ast::Variable node;
    node.name = variable.text;
    return make(begin, std::move(node));
  }
  take();
  ast::Member member;
  member.variable = variable.text;
  member.variable_span = variable.span;
  if (at(TokenKind::kAtName)) {
    member.meta = true;
    member.name = meta_name(peek());
    member.name_span = peek().span;
    take();
  } else if (at(TokenKind::kStar)) {
    const SourceSpan rest = {peek().span.begin - 1, peek().span.end};
    Diagnostic& finding = fail_expected("the name of a property after `.`");
    offer(finding,
          format("for the whole object write `${}`", variable.text),
          {{rest, ""}},
          Applicability::kNeedsReview);
  } else {
    ast::Name name = expect_name("the name of a property after `.`");
    member.name = std::move(name.text);
    member.name_span = name.span;
  }
  if (at(TokenKind::kDot)) {
    fail_edge_property_path(member);
  }
  return make(begin, std::move(member));
}

// $p.knows.weight: the edge must be bound to read its properties.
void GrammarParser::fail_edge_property_path(const ast::Member& member) {
  const Token& last = peek(1);
  if (last.kind != TokenKind::kWord && last.kind != TokenKind::kTypeName) {
    fail_expected("the end of the field");
    return;
  }
  const SourceSpan span = {member.variable_span.begin, last.span.end};
  if (at(TokenKind::kLeftParen, 2)) {
    fail(code::kSyntax, span, format("functions are not called on a value: `{}(…)`", text(span)))
        .fix = format("write `{}(${}.{})`", last.text, member.variable, member.name);
    return;
  }
  const std::string edge_variable(1, member.name.empty() ? 'e' : member.name[0]);
  fail(code::kEdgePropertyPath,
       span,
       format("a path cannot have two steps: `{}`; the property of an edge is read from a variable "
              "of the edge",
              text(span)))
      .fix = format("bind the edge: `${} ${}:{} $x`, then `${}.{}`",
                    member.variable,
                    edge_variable,
                    member.name,
                    edge_variable,
                    last.text);
}

ast::ExprPtr GrammarParser::parse_upper_case_word() {
  const Token& next = peek();
  const std::string lower = to_lower(next.text);
  const bool literal = lower == "true" || lower == "false" || lower == "null" || lower == "case";
  const bool called = at(TokenKind::kLeftParen, 1);
  const bool opens_block =
      at(TokenKind::kLeftBrace, 1) && (lower == "exists" || aggregate_kind(lower));
  if (literal || called || opens_block) {
    mend_case();
    return parse_word();
  }
  fail_expected("an expression");
  return make(next.span.begin, ast::Literal());
}

ast::ExprPtr GrammarParser::parse_word() {
  const Token& word = peek();
  const bool call = at(TokenKind::kLeftParen, 1);
  const bool block = at(TokenKind::kLeftBrace, 1);
  ast::Literal literal;
  if (word.text == "true" || word.text == "false") {
    literal.kind = ast::LiteralKind::kBool;
    literal.boolean = word.text == "true";
    return parse_literal(std::move(literal));
  }
  if (word.text == "null" && !null_is_a_name()) {
    return parse_literal(std::move(literal));
  }
  if (word.text == "case" && !case_is_a_name()) {
    return parse_case();
  }
  if (word.text == "exists" && block) {
    return parse_exists();
  }
  if (const auto kind = aggregate_kind(word.text); kind && (call || block)) {
    return parse_aggregate(*kind);
  }
  if (call) {
    const bool text_follows = at(TokenKind::kString, 2) && at(TokenKind::kRightParen, 3);
    if (text_follows && (word.text == "date" || word.text == "datetime")) {
      return parse_date(word.text == "date" ? ast::LiteralKind::kDate
                                            : ast::LiteralKind::kDateTime);
    }
    return parse_call();
  }
  return parse_bare_name();
}

ast::ExprPtr GrammarParser::parse_bare_name() {
  const Token& word = take();
  bare_uses_[word.text].push_back({word.span, open_blocks_ > 0});
  ast::BareName node;
  node.name = word.text;
  return make(word.span.begin, std::move(node));
}

// With an alias `null`, the word is the alias where the literal would make no sense: as a whole
// item, or beside an operator other than those that tests for null have.
bool GrammarParser::null_is_a_name() const {
  if (aliases_.find("null") == aliases_.end()) {
    return false;
  }
  switch (peek(1).kind) {
    case TokenKind::kRightParen:
    case TokenKind::kRightBracket:
      return false;
    case TokenKind::kComma:
      return open_blocks_ == 0 && nesting_ <= 1;
    default:
      return !at_any_word({"then", "else", "end"}, 1);
  }
}

// `case` is a name where no operand follows, or where the alias stands before a direction.
bool GrammarParser::case_is_a_name() const {
  if (!starts_operand(1)) {
    return true;
  }
  return aliases_.find("case") != aliases_.end() && at_any_word({"asc", "desc", "nulls"}, 1) &&
         !at_word("when", 2);
}

// `!x` where `not` would need parentheses, as in `a = !b`.
ast::ExprPtr GrammarParser::parse_banged_operand() {
  const Nesting nesting(*this);
  const SourceSpan bang = take().span;
  ast::Unary node;
  node.op = ast::UnaryOp::kNot;
  node.operand = parse_operand();
  const SourceSpan after = {last_end_, last_end_};
  offer(refuse(code::kForeignOperator, bang, "operator `!` is not of this language"),
        "write `(not …)`",
        {{bang, "(not "}, {after, ")"}});
  return make(bang.begin, std::move(node));
}

}  // namespace omnigraph::query::syntax
