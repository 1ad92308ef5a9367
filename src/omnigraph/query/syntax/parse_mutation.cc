// Mutations: insert, upsert, update and delete statements, each with an optional return.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

bool GrammarParser::at_statement() const {
  return at_any_word({"insert", "upsert", "update", "delete"});
}

ast::Mutation GrammarParser::parse_mutation() {
  ast::Mutation mutation;
  do {
    mutation.statements.push_back(parse_statement());
  } while (at_statement());
  if (at_word("match")) {
    fail(code::kSyntax, peek().span, "a query either reads or changes").fix =
        "write the read as a query of its own";
  }
  return mutation;
}

ast::Statement GrammarParser::parse_statement() {
  ast::Statement statement;
  const uint32_t begin = peek().span.begin;
  std::string_view word = "insert";
  if (accept_word("insert")) {
    statement.kind = ast::StatementKind::kInsert;
  } else if (accept_word("upsert")) {
    statement.kind = ast::StatementKind::kUpsert;
    word = "upsert";
  } else if (accept_word("update")) {
    statement.kind = ast::StatementKind::kUpdate;
    word = "update";
  } else if (accept_word("delete")) {
    statement.kind = ast::StatementKind::kDelete;
    word = "delete";
  }
  const Token& type = peek();
  statement.type.text = type.text;
  statement.type.span = type.span;
  expect(TokenKind::kTypeName, format("after `{}`", word));

  if (statement.kind == ast::StatementKind::kUpdate && !accept_word("set")) {
    if (at(TokenKind::kLeftBrace)) {
      const SourceSpan place = {peek().span.begin, peek().span.begin};
      offer(refuse(code::kSyntax, peek().span, "`update` needs `set` before its assignments"),
            "add `set`",
            {{place, "set "}});
    } else {
      fail_expected("`set` after the type of `update`");
    }
  }
  if (statement.kind != ast::StatementKind::kDelete) {
    statement.assignments = parse_assignments();
  }
  const bool needs_where = statement.kind == ast::StatementKind::kUpdate ||
                           statement.kind == ast::StatementKind::kDelete;
  if (needs_where) {
    statement.span = span_from(begin);
    parse_where(statement, word);
  }
  if (accept_word("return")) {
    statement.has_return = true;
    statement.returning = parse_return_list();
  }
  statement.span = span_from(begin);
  return statement;
}

void GrammarParser::parse_where(ast::Statement& statement, std::string_view word) {
  if (accept_word("where")) {
    statement.where = parse_expr();
    return;
  }
  if (!at(TokenKind::kRightBrace) && !at_statement() && !at_word("return")) {
    fail_expected(format("`where` in `{}`", word));
    return;
  }
  const SourceSpan place = {last_end_, last_end_};
  offer(refuse(code::kWhereMissing, statement.span, format("`{}` without `where`", word)),
        "add `where …`; for all rows: `where true`",
        {{place, " where true"}},
        Applicability::kNeedsReview);
  statement.where = make(last_end_, ast::Literal());
}

// { name: expr [,] … }
std::vector<ast::Assignment> GrammarParser::parse_assignments() {
  std::vector<ast::Assignment> assignments;
  const SourceSpan open = peek().span;
  if (!expect(TokenKind::kLeftBrace, "before the assignments")) {
    return assignments;
  }
  do {
    ast::Assignment assignment;
    assignment.property = parse_assigned_property();
    expect_assigning_colon("after the name of a property");
    assignment.value = parse_expr();
    assignments.push_back(std::move(assignment));
    accept(TokenKind::kComma);
  } while (!at(TokenKind::kRightBrace) && !at(TokenKind::kEnd));
  expect_closing(TokenKind::kRightBrace, open);
  return assignments;
}

// A property, or @src and @dst, the ends of an edge.
ast::Name GrammarParser::parse_assigned_property() {
  const Token& next = peek();
  if (next.kind != TokenKind::kAtName) {
    return expect_name("the name of a property");
  }
  ast::Name name;
  name.text = "@" + next.text;
  name.span = next.span;
  if (next.text != "src" && next.text != "dst") {
    fail(code::kSyntax, next.span, format("`@{}` cannot be assigned", next.text)).fix =
        "of the meta fields, `@src` and `@dst` can";
  }
  take();
  return name;
}

void GrammarParser::expect_assigning_colon(std::string_view place) {
  const SourceSpan sign = peek().span;
  if (accept(TokenKind::kEqual)) {
    offer(refuse(code::kSyntax, sign, "a value is given with `:`, not with `=`"),
          "write `:`",
          {{sign, ":"}});
    return;
  }
  expect(TokenKind::kColon, place);
}

}  // namespace omnigraph::query::syntax
