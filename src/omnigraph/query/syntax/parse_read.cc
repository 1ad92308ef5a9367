// Reads: arms of match and return, joined by union; then order, skip, limit.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

ast::Read GrammarParser::parse_read() {
  ast::Read read;
  read.arms.push_back(parse_arm());
  while (accept_word("union")) {
    read.union_all.push_back(accept_word("all"));
    read.arms.push_back(parse_arm());
  }
  parse_tail(read);
  if (at_word("union")) {
    fail(code::kSyntax, peek().span, "`union` must stand before `order`, `skip` and `limit`").fix =
        "move them after the last `return`: they apply to the whole";
  } else if (at_statement()) {
    fail(code::kSyntax, peek().span, "a query either reads or changes").fix =
        "write the change as a query of its own";
  }
  return read;
}

// match { … } return [distinct] { … } [having expr]
ast::Arm GrammarParser::parse_arm() {
  ast::Arm arm;
  if (!expect_word("match", "after `union`")) {
    return arm;
  }
  if (at(TokenKind::kLeftBrace) || !(at(TokenKind::kVariable) || at(TokenKind::kLeftParen))) {
    arm.match = parse_block("match");
  } else {
    arm.match = parse_block_without_braces();
    refuse_missing_braces("match", arm.match.span.begin);
  }
  arm.return_span = peek().span;
  const uint32_t return_begin = peek().span.begin;
  if (!expect_word("return", "after the block of `match`")) {
    return arm;
  }
  arm.distinct = at_word("distinct") && (at(TokenKind::kLeftBrace, 1) || starts_operand(1)) &&
                 accept_word("distinct");
  arm.projections = parse_return_list();
  arm.return_span = span_from(return_begin);
  if (accept_word("having")) {
    arm.having = parse_expr();
  }
  return arm;
}

// { proj … }; reports and reads a list without braces, in which commas separate.
std::vector<ast::Projection> GrammarParser::parse_return_list() {
  std::vector<ast::Projection> projections;
  if (!at(TokenKind::kLeftBrace) && starts_operand()) {
    const uint32_t begin = peek().span.begin;
    do {
      projections.push_back(parse_projection());
    } while (accept(TokenKind::kComma));
    refuse_missing_braces("return", begin);
    return projections;
  }
  const SourceSpan open = peek().span;
  if (!expect(TokenKind::kLeftBrace, "after `return`")) {
    return projections;
  }
  do {
    projections.push_back(parse_projection());
    accept(TokenKind::kComma);
  } while (!at(TokenKind::kRightBrace) && !at(TokenKind::kEnd));
  expect_closing(TokenKind::kRightBrace, open);
  return projections;
}

// The list that begins at `begin` and ends with the last token has no braces.
void GrammarParser::refuse_missing_braces(std::string_view word, uint32_t begin) {
  const SourceSpan list = span_from(begin);
  offer(refuse(code::kBracesMissing, list, format("`{}` takes its list in braces", word)),
        format("write `{} {{ … }}`", word),
        {{{list.begin, list.begin}, "{ "}, {{list.end, list.end}, " }"}});
}

// expr [as name]
ast::Projection GrammarParser::parse_projection() {
  ast::Projection projection;
  if (at(TokenKind::kWord) && at(TokenKind::kColon, 1)) {
    const ast::Name name = expect_name("a name");
    const uint32_t begin = name.span.begin;
    take();
    const SourceSpan prefix = {begin, peek().span.begin};
    projection.expr = parse_expr();
    const SourceSpan after = {last_end_, last_end_};
    offer(refuse(code::kSyntax, span_from(begin), "the name of a column is written after it"),
          format("write `… as {}`", name.text),
          {{prefix, ""}, {after, " as " + name.text}});
    projection.alias = name;
  } else {
    projection.expr = parse_expr();
  }
  if (accept_word("as")) {
    projection.alias = expect_name("a name after `as`");
  }
  if (projection.alias) {
    aliases_.insert(projection.alias->text);
  }
  return projection;
}

// order, skip (or offset), limit: each at most once, in any sequence.
void GrammarParser::parse_tail(ast::Read& read) {
  bool ordered = false;
  for (;;) {
    const SourceSpan word = peek().span;
    bool twice = false;
    if (accept_word("order")) {
      twice = ordered;
      ordered = true;
      read.order = parse_order_list();
    } else if (accept_word("skip") || accept_word("offset")) {
      twice = read.skip.has_value();
      read.skip = parse_row_count("skip");
    } else if (accept_word("limit")) {
      twice = read.limit.has_value();
      read.limit = parse_row_count("limit");
    } else {
      return;
    }
    if (twice) {
      refuse(
          code::kTwice, word, format("`{}` may stand only once in a query", to_lower(text(word))));
    }
  }
}

// { key, … }; reports and reads a list without braces, and `order by`.
std::vector<ast::OrderKey> GrammarParser::parse_order_list() {
  std::vector<ast::OrderKey> keys;
  const SourceSpan by = peek().span;
  const bool foreign =
      at_word("by") && (at(TokenKind::kLeftBrace, 1) || starts_operand(1)) && accept_word("by");
  const bool braces = at(TokenKind::kLeftBrace);
  const SourceSpan open = peek().span;
  if (foreign && braces) {
    offer(refuse(code::kSyntax, by, "`order` is written without `by`"), "remove it", {{by, ""}});
  }
  if (!braces && !starts_operand()) {
    expect(TokenKind::kLeftBrace, "after `order`");
    return keys;
  }
  if (braces) {
    take();
  }
  SourceSpan comma;
  do {
    keys.push_back(parse_order_key());
    comma = peek().span;
  } while (accept(TokenKind::kComma) && !at(TokenKind::kRightBrace));
  if (!braces) {
    refuse_missing_braces("order", foreign ? by.begin : open.begin);
    return keys;
  }
  if (comma.end == last_end_) {
    warn_trailing_comma(comma);
  } else if (starts_operand() && !failed_) {
    const SourceSpan place = {last_end_, last_end_};
    offer(fail(code::kSyntax, peek().span, "order keys are separated by commas"),
          "add `,`",
          {{place, ","}});
  }
  expect_closing(TokenKind::kRightBrace, open);
  return keys;
}

// expr [asc | desc] [nulls (first | last)]
ast::OrderKey GrammarParser::parse_order_key() {
  ast::OrderKey key;
  key.expr = parse_expr();
  if (accept_word("asc")) {
    key.descending = false;
  } else if (accept_word("desc")) {
    key.descending = true;
  }
  if (accept_word("nulls")) {
    if (accept_word("first")) {
      key.nulls_first = true;
    } else if (expect_word("last", "or `first` after `nulls`")) {
      key.nulls_first = false;
    }
  }
  return key;
}

// An integer or a parameter, after `word`.
ast::RowCount GrammarParser::parse_row_count(std::string_view word) {
  ast::RowCount count;
  const Token& next = peek();
  count.span = next.span;
  if (next.kind == TokenKind::kInt) {
    count.value = next.integer;
    take();
  } else if (next.kind == TokenKind::kVariable) {
    count.value = next.text;
    take();
  } else if (next.kind == TokenKind::kWord && parameters_.count(next.text) != 0) {
    offer(refuse(code::kSyntax, next.span, "parameters are written with `$`"),
          format("write `${}`", next.text),
          {{next.span, "$" + next.text}});
    take();
  } else if (next.kind == TokenKind::kWord && !at(TokenKind::kLeftParen, 1)) {
    bare_uses_[next.text].push_back({next.span, false});
    count.value = next.text;
    bool known = false;
    for (const ast::Name& parameter : parameters_without_dollar_) {
      known = known || parameter.text == next.text;
    }
    if (!known) {
      fail_expected(format("an integer or a parameter after `{}`", word));
    }
    take();
  } else {
    fail_expected(format("an integer or a parameter after `{}`", word));
  }
  return count;
}

}  // namespace omnigraph::query::syntax
