// Operands that a word opens: case, exists, aggregates with and without blocks, dates and calls.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

std::optional<ast::AggregateKind> GrammarParser::aggregate_kind(std::string_view name) {
  struct Row {
    std::string_view name;
    ast::AggregateKind kind;
  };
  static constexpr Row kRows[] = {
      {"count", ast::AggregateKind::kCount},
      {"sum", ast::AggregateKind::kSum},
      {"sum_int", ast::AggregateKind::kSumInt},
      {"avg", ast::AggregateKind::kAvg},
      {"min", ast::AggregateKind::kMin},
      {"max", ast::AggregateKind::kMax},
      {"collect", ast::AggregateKind::kCollect},
  };
  for (const Row& row : kRows) {
    if (row.name == name) {
      return row.kind;
    }
  }
  return std::nullopt;
}

// case [subject] when … then … [else …] end
ast::ExprPtr GrammarParser::parse_case() {
  const Nesting nesting(*this);
  const uint32_t begin = take().span.begin;
  ast::Case node;
  if (!at_word("when")) {
    node.subject = parse_expr();
  }
  do {
    ast::CaseBranch branch;
    if (!expect_word("when", "in `case`")) {
      break;
    }
    branch.when = parse_expr();
    expect_word("then", "in `case`");
    branch.then = parse_expr();
    node.branches.push_back(std::move(branch));
  } while (at_word("when"));
  if (accept_word("else")) {
    node.otherwise = parse_expr();
  }
  expect_word("end", "to close `case`");
  return make(begin, std::move(node));
}

ast::ExprPtr GrammarParser::parse_exists() {
  const uint32_t begin = take().span.begin;
  ast::Exists node;
  node.block = parse_block("exists");
  return make(begin, std::move(node));
}

// count(*), count(distinct $x), collect(e order k), sum(e) { … }, count { … }
ast::ExprPtr GrammarParser::parse_aggregate(ast::AggregateKind kind) {
  const Token& function = take();
  ast::Aggregate node;
  node.kind = kind;
  if (at(TokenKind::kLeftParen)) {
    const SourceSpan open = take().span;
    const bool empty = at(TokenKind::kRightParen);
    if ((empty || at(TokenKind::kStar)) && kind == ast::AggregateKind::kCount) {
      accept(TokenKind::kStar);
      node.star = true;
    } else if (at(TokenKind::kStar)) {
      fail(code::kSyntax, peek().span, format("only `count` takes `*`, not `{}`", function.text));
    } else {
      parse_aggregate_argument(node, function.text);
    }
    expect_closing(TokenKind::kRightParen, open);
  }
  if (at(TokenKind::kLeftBrace)) {
    node.star = false;
    node.block = parse_block(function.text);
  }
  return make(function.span.begin, std::move(node));
}

// [distinct] expr [order key, …]
void GrammarParser::parse_aggregate_argument(ast::Aggregate& aggregate, std::string_view function) {
  if (at_word("distinct") && starts_operand(1)) {
    accept_word("distinct");
    aggregate.distinct = true;
  }
  aggregate.argument = parse_expr();
  const SourceSpan order = peek().span;
  if (accept_word("order")) {
    if (aggregate.kind != ast::AggregateKind::kCollect) {
      refuse(code::kSyntax, order, format("only `collect` takes `order`, not `{}`", function));
    }
    do {
      aggregate.order.push_back(parse_order_key());
    } while (accept(TokenKind::kComma));
  }
  const bool extreme =
      aggregate.kind == ast::AggregateKind::kMin || aggregate.kind == ast::AggregateKind::kMax;
  if (at(TokenKind::kComma) && extreme) {
    const bool smallest = aggregate.kind == ast::AggregateKind::kMin;
    fail_expected(format("`)`: `{}` takes one argument", function)).fix =
        format("for the {} of several values write `{}(…)`",
               smallest ? "smallest" : "largest",
               smallest ? "least" : "greatest");
  }
}

// date("…"), datetime("…")
ast::ExprPtr GrammarParser::parse_date(ast::LiteralKind kind) {
  const uint32_t begin = take().span.begin;
  take();
  ast::Literal literal;
  literal.kind = kind;
  literal.text = take().text;
  take();
  return make(begin, std::move(literal));
}

// name(arg, …), arg = [name ":"] expr
ast::ExprPtr GrammarParser::parse_call() {
  const Token& function = take();
  ast::Call call;
  call.function = function.text;
  call.function_span = function.span;
  const SourceSpan open = take().span;
  while (!at(TokenKind::kRightParen) && !at(TokenKind::kEnd)) {
    ast::Argument argument;
    if (at(TokenKind::kWord) && at(TokenKind::kColon, 1)) {
      argument.name = take().text;
      take();
    }
    argument.value = parse_expr();
    call.arguments.push_back(std::move(argument));
    const SourceSpan comma = peek().span;
    if (!accept(TokenKind::kComma)) {
      break;
    }
    if (at(TokenKind::kRightParen)) {
      warn_trailing_comma(comma);
    }
  }
  expect_closing(TokenKind::kRightParen, open);
  return make(function.span.begin, std::move(call));
}

}  // namespace omnigraph::query::syntax
