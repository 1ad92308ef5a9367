// A file: settings, then queries or one statement (show, branch, explain). After a failure the
// parser goes on at the next thing that looks like the head of a query.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"
#include "omnigraph/query/syntax/settings.h"

namespace omnigraph::query::syntax {

ast::File GrammarParser::parse_file() {
  ast::File file;
  while (!at(TokenKind::kEnd)) {
    const size_t begin = index_;
    parse_item(file);
    if (failed_) {
      index_ = std::max(index_, begin + 1);
      recover();
    }
  }
  check_mix(file);
  return file;
}

// query name ( … or query name { …
bool GrammarParser::at_query_start(size_t index) const {
  const TokenKind name = token(index + 1).kind;
  const TokenKind after = token(index + 2).kind;
  return token(index).kind == TokenKind::kWord && token(index).text == "query" &&
         (name == TokenKind::kWord || name == TokenKind::kTypeName) &&
         (after == TokenKind::kLeftParen || after == TokenKind::kLeftBrace);
}

void GrammarParser::recover() {
  while (token(index_).kind != TokenKind::kEnd && !at_query_start(index_)) {
    ++index_;
  }
  failed_ = false;
  nesting_ = 0;
  open_blocks_ = 0;
}

void GrammarParser::parse_item(ast::File& file) {
  if (at_any_word({"set", "reset"})) {
    parse_setting(file);
  } else if (at_word("show")) {
    parse_show(file);
  } else if (at_word("branch")) {
    parse_branch(file);
  } else if (at_word("explain")) {
    parse_explain(file);
  } else if (at_word("query") || at(TokenKind::kAtName)) {
    file.queries.push_back(parse_query());
  } else if (at_word("match") || at_statement()) {
    fail(code::kHeader,
         peek().span,
         format("expected the head of a query before {}", describe(peek())))
        .fix = "a query begins with `query name() {`";
  } else {
    fail_expected("`query`");
  }
}

// set name = value ; | reset (all | name) ;
void GrammarParser::parse_setting(ast::File& file) {
  ast::FileStatement statement;
  const SourceSpan word = peek().span;
  const bool sets = accept_word("set");
  statement.kind = sets ? "set" : "reset";
  if (!sets) {
    accept_word("reset");
  }
  const bool all = !sets && accept_word("all");
  statement.words.push_back(all ? "all" : setting_name());
  if (sets) {
    if (!accept(TokenKind::kEqual)) {
      fail(code::kSetting,
           peek().span,
           format("expected `=` after the name of a setting, found {}", describe(peek())));
    }
    const Token& value = peek();
    if (value.kind == TokenKind::kInt || value.kind == TokenKind::kWord ||
        value.kind == TokenKind::kString) {
      statement.words.push_back(value.text);
      take();
    } else {
      fail(code::kSetting,
           value.span,
           format("expected an integer, a word or a string as value, found {}", describe(value)));
    }
  }
  expect_semicolon();
  statement.span = span_from(word.begin);
  if (!failed_ &&
      !(file.queries.empty() && (file.statements.empty() || file.statements.back().kind == "set" ||
                                 file.statements.back().kind == "reset"))) {
    refuse(code::kSetting, statement.span, "settings stand at the beginning of a file");
  }
  file.statements.push_back(std::move(statement));
}

// name { "." name }, one that is known.
std::string GrammarParser::setting_name() {
  const uint32_t begin = peek().span.begin;
  std::string name;
  do {
    if (!at(TokenKind::kWord)) {
      fail(code::kSetting,
           peek().span,
           format("expected the name of a setting, found {}", describe(peek())));
      return name;
    }
    name += name.empty() ? "" : ".";
    name += take().text;
  } while (accept(TokenKind::kDot));
  if (!is_setting(name)) {
    Diagnostic& finding =
        refuse(code::kSetting, span_from(begin), format("unknown setting `{}`", name));
    if (const std::optional<std::string> near = nearest_name(name, setting_names())) {
      offer(finding,
            format("did you mean `{}`", *near),
            {{span_from(begin), *near}},
            Applicability::kNeedsReview);
    }
  }
  return name;
}

void GrammarParser::expect_semicolon() {
  if (accept(TokenKind::kSemicolon) || failed_) {
    return;
  }
  const SourceSpan place = {last_end_, last_end_};
  offer(refuse(code::kSetting, peek().span, "expected `;` at the end of a setting or `show`"),
        "add `;`",
        {{place, ";"}});
}

// show (all | name) ;
void GrammarParser::parse_show(ast::File& file) {
  ast::FileStatement statement;
  statement.kind = "show";
  const uint32_t begin = peek().span.begin;
  accept_word("show");
  statement.words.push_back(accept_word("all") ? "all" : setting_name());
  expect_semicolon();
  statement.span = span_from(begin);
  file.statements.push_back(std::move(statement));
}

// branch create b [from p] | delete b | merge s [into t] | list, [;]
void GrammarParser::parse_branch(ast::File& file) {
  ast::FileStatement statement;
  statement.kind = "branch";
  const uint32_t begin = peek().span.begin;
  accept_word("branch");
  const auto with_optional = [&](std::string_view word) {
    statement.words.push_back(branch_name());
    if (accept_word(word)) {
      statement.words.emplace_back(word);
      statement.words.push_back(branch_name());
    }
  };
  if (accept_word("create")) {
    statement.words.emplace_back("create");
    with_optional("from");
  } else if (accept_word("delete")) {
    statement.words.emplace_back("delete");
    statement.words.push_back(branch_name());
  } else if (accept_word("merge")) {
    statement.words.emplace_back("merge");
    with_optional("into");
  } else if (accept_word("list")) {
    statement.words.emplace_back("list");
  } else {
    fail_expected("`create`, `delete`, `merge` or `list` after `branch`");
  }
  accept(TokenKind::kSemicolon);
  statement.span = span_from(begin);
  file.statements.push_back(std::move(statement));
}

std::string GrammarParser::branch_name() {
  const Token& name = peek();
  if (name.kind == TokenKind::kWord || name.kind == TokenKind::kString) {
    return take().text;
  }
  fail_expected("the name of a branch").fix =
      "names that are not lower-case words are written in quotes";
  return {};
}

// explain query …
void GrammarParser::parse_explain(ast::File& file) {
  ast::FileStatement statement;
  statement.kind = "explain";
  const SourceSpan word = peek().span;
  accept_word("explain");
  if (!at_word("query") && !at(TokenKind::kAtName)) {
    fail_expected("`query` after `explain`");
  }
  statement.query = std::make_unique<ast::Query>(parse_query());
  statement.span = span_from(word.begin);
  if (!failed_ && !statement.query->is_read()) {
    refuse(code::kStatements, word, "a change cannot be explained");
  }
  file.statements.push_back(std::move(statement));
}

// Either queries or one statement; settings alone have nothing to apply to.
void GrammarParser::check_mix(const ast::File& file) {
  std::vector<SourceSpan> statements;
  for (const ast::FileStatement& statement : file.statements) {
    if (statement.kind != "set" && statement.kind != "reset") {
      statements.push_back(statement.span);
    }
  }
  if (!statements.empty() && !file.queries.empty()) {
    refuse(code::kStatements, statements[0], "a statement cannot stand beside a query").fix =
        "give it a file of its own";
  } else if (statements.size() > 1) {
    refuse(code::kStatements, statements[1], "a file holds only one statement").fix =
        "give each a file of its own";
  } else if (statements.empty() && file.queries.empty() && !file.statements.empty() &&
             !findings_.has_errors()) {
    refuse(code::kSetting, file.statements[0].span, "settings without a query or statement");
  }
}

}  // namespace omnigraph::query::syntax
