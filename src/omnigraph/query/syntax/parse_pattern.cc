// Match blocks and their clauses.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"
#include "omnigraph/query/syntax/tree_height.h"

namespace omnigraph::query::syntax {

// { clause … } after the word `what`.
ast::Block GrammarParser::parse_block(std::string_view what) {
  const Nesting nesting(*this);
  ast::Block block;
  const SourceSpan open = peek().span;
  if (!expect(TokenKind::kLeftBrace, format("after `{}`", what))) {
    return block;
  }
  ++open_blocks_;
  parse_clauses(block, true);
  --open_blocks_;
  if (block.clauses.empty() && !failed_) {
    fail_expected(format("a clause in the block of `{}`", what));
  }
  if (!at_word("return")) {  // else it is reported that the block is not closed
    expect_closing(TokenKind::kRightBrace, open);
  }
  close_block(block, open.begin);
  return block;
}

// The clauses of `match` when the braces are missing: down to `return`.
ast::Block GrammarParser::parse_block_without_braces() {
  ast::Block block;
  const uint32_t begin = peek().span.begin;
  ++open_blocks_;
  parse_clauses(block, false);
  --open_blocks_;
  close_block(block, begin);
  return block;
}

void GrammarParser::close_block(ast::Block& block, uint32_t begin) {
  block.span = span_from(begin);
  block.height = height_of(block);
  if (block.height > ast::kMaxTreeHeight) {
    fail(code::kSyntax,
         block.span,
         format("block is nested too deeply: more than {} levels", ast::kMaxTreeHeight));
  }
}

// Clauses and the commas between them, down to the end of the block.
void GrammarParser::parse_clauses(ast::Block& block, bool braces) {
  bool comma_before = false;
  while (!clause_ends(block, braces)) {
    const ast::Clause* previous = block.clauses.empty() ? nullptr : &block.clauses.back();
    if (previous != nullptr && refuse_clause_start(*previous, comma_before)) {
      continue;
    }
    block.clauses.push_back(parse_clause());
    const SourceSpan separator = peek().span;
    comma_before = accept(TokenKind::kComma);
    if (comma_before && !at(TokenKind::kMinus)) {  // before `-` the comma is needed
      offer(findings_.warning(code::kExtraComma, separator, "extra comma after a clause"),
            "remove it",
            {{separator, ""}});
    } else if (accept(TokenKind::kSemicolon)) {
      offer(refuse(code::kSyntax, separator, "clauses are not separated by `;`"),
            "remove it",
            {{separator, ""}});
    }
  }
}

// At the end of a block. A `return` in the place of a clause shows that the brace is missing.
bool GrammarParser::clause_ends(const ast::Block& block, bool braces) {
  if (at(TokenKind::kRightBrace) || at(TokenKind::kEnd)) {
    return true;
  }
  const bool at_return =
      at_word("return") && (at(TokenKind::kLeftBrace, 1) || at_word("distinct", 1));
  if (!at_return || !braces || block.clauses.empty()) {
    return at_return && !braces;
  }
  const SourceSpan place = {peek().span.begin, peek().span.begin};
  std::string message = "the block is not closed: expected `}` before `return`";
  if (open_blocks_ == 1) {
    offer(refuse(code::kSyntax, peek().span, std::move(message)), "add `}`", {{place, "} "}});
  } else {
    fail(code::kSyntax, peek().span, std::move(message)).fix = "add `}`";
  }
  return true;
}

// Reports what cannot begin a clause although it looks as if it continued the one before. True when
// it took tokens and the next clause may begin.
bool GrammarParser::refuse_clause_start(const ast::Clause& previous, bool comma_before) {
  if (at(TokenKind::kMinus) && !comma_before) {
    fail(code::kSyntax, peek().span, "`-` cannot continue the clause before it").fix =
        "a filter that begins with `-` must follow `where` or a comma";
    return true;
  }
  if (at_any_word({"and", "or"}) && starts_operand(1)) {
    const SourceSpan word = peek().span;
    if (at_word("and")) {
      offer(refuse(code::kSyntax, word, "clauses are not joined with `and`"),
            "remove it: all clauses must hold",
            {{word, ""}});
      take();
    } else {
      fail(code::kSyntax, word, "clauses cannot be joined with `or`").fix =
          "write one filter: patterns go into `exists { … }`";
    }
    return true;
  }
  const auto* traversal = std::get_if<ast::Traversal>(&previous.node);
  if (traversal == nullptr || at_any_word({"where", "path", "case", "null", "true", "false"})) {
    return false;
  }
  const size_t end = failed_ ? 0 : scan_selector(index_);
  if (end == 0 || token(scan_bounds(end, false)).kind != TokenKind::kVariable) {
    return false;
  }
  const SourceSpan place = {peek().span.begin, peek().span.begin};
  offer(fail(code::kSyntax, peek().span, "a traversal names both of its ends"),
        format("begin it with `${}`", traversal->to.text),
        {{place, "$" + traversal->to.text + " "}});
  return true;
}

ast::Clause GrammarParser::parse_clause() {
  if (at_word("optional") && at(TokenKind::kLeftBrace, 1)) {
    return parse_optional();
  }
  const bool shortest = at_word("shortest") && at_word("path", 1);
  if ((at_word("path") && at(TokenKind::kVariable, 1)) || shortest ||
      (at_word("all") && at_word("shortest", 1))) {
    return parse_path();
  }
  if (at(TokenKind::kVariable)) {
    return parse_clause_of_variable();
  }
  if (at(TokenKind::kLeftParen) && at_cypher_node(index_)) {
    return refuse_cypher(index_);
  }
  return parse_filter();
}

ast::Clause GrammarParser::parse_clause_of_variable() {
  const size_t begin = index_;
  if (at(TokenKind::kColon, 1)) {
    ast::Clause clause = parse_binding();
    if (!failed_ && at_cypher_arrow(index_)) {
      return refuse_cypher(begin);
    }
    return clause;
  }
  if (at_cypher_arrow(index_ + 1)) {
    return refuse_cypher(begin);
  }
  const size_t end = scan_traversal(index_);
  if (end == 0) {
    return parse_filter();
  }
  const bool binds = at(TokenKind::kColon, 2) && at(TokenKind::kTypeName, 3);
  if (token(end).kind == TokenKind::kColon && (binds || at_word("path", 1))) {
    return parse_filter();  // `$flag $x: T $y: T`, `$flag path $r: …`
  }
  if (!continues_expression(end)) {
    return is_operator_traversal(index_) ? parse_filter() : parse_traversal();
  }
  const bool plain = is_operator_traversal(index_) || at(TokenKind::kStar, 1) ||
                     at(TokenKind::kLess, 1) || at_any_word({"where", "is"}, 1) || binds;
  if (plain) {
    return parse_filter();
  }
  refuse_traversal_in_expression(end);
  ast::Clause clause = parse_traversal();
  accept_word("and");
  return clause;
}

ast::Clause GrammarParser::parse_optional() {
  const uint32_t begin = peek().span.begin;
  accept_word("optional");
  ast::OptionalBlock node;
  node.block = parse_block("optional");
  ast::Clause clause;
  clause.node = std::move(node);
  clause.span = span_from(begin);
  return clause;
}

// $p: Person { name: "x" }
ast::Clause GrammarParser::parse_binding() {
  const uint32_t begin = peek().span.begin;
  ast::Binding node;
  node.variable = variable_name("a variable");
  take();
  const Token& type = peek();
  node.type.text = type.text;
  node.type.span = type.span;
  if (type.kind == TokenKind::kWord) {
    const SourceSpan first = {type.span.begin, type.span.begin + 1};
    std::string upper(text(first));
    if (upper[0] >= 'a' && upper[0] <= 'z') {
      upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    }
    offer(refuse(code::kSyntax,
                 type.span,
                 format("type names begin with an upper-case letter: `{}`", type.text)),
          "write the first letter in upper case",
          {{first, upper}},
          Applicability::kNeedsReview);
    take();
  } else {
    expect(TokenKind::kTypeName, "after `:`");
  }
  if (at(TokenKind::kLeftBrace)) {
    node.matches = parse_property_matches();
  }
  ast::Clause clause;
  clause.node = std::move(node);
  clause.span = span_from(begin);
  return clause;
}

// { name: expr, … }
std::vector<ast::PropertyMatch> GrammarParser::parse_property_matches() {
  const SourceSpan open = take().span;
  std::vector<ast::PropertyMatch> matches;
  while (!at(TokenKind::kRightBrace) && !at(TokenKind::kEnd)) {
    ast::PropertyMatch match;
    match.property = expect_name("the name of a property");
    expect_assigning_colon("after the name of a property");
    match.value = parse_expr();
    matches.push_back(std::move(match));
    const SourceSpan place = {last_end_, last_end_};
    if (at(TokenKind::kWord) && at(TokenKind::kColon, 1)) {
      offer(refuse(code::kSyntax, peek().span, "the matches of a binding are separated by commas"),
            "add `,`",
            {{place, ","}});
    } else if (!accept(TokenKind::kComma)) {
      break;
    }
  }
  expect_closing(TokenKind::kRightBrace, open);
  return matches;
}

// [where] expr. A whole `not { … }` is a clause of its own kind.
ast::Clause GrammarParser::parse_filter() {
  const uint32_t begin = peek().span.begin;
  const SourceSpan word = peek().span;
  if (at_word("where") && starts_operand(1)) {
    accept_word("where");
    if (!at(TokenKind::kMinus)) {
      offer(findings_.warning(code::kForeignSpelling, word, "filters are written without `where`"),
            "remove it",
            {{word, ""}});
    }
  }
  const bool negated_block = at_word("not") && at(TokenKind::kLeftBrace, 1);
  ast::Clause clause;
  ast::ExprPtr condition = parse_expr();
  auto* exists = std::get_if<ast::Exists>(&condition->node);
  if (negated_block && exists != nullptr) {
    clause.node = ast::NotBlock{std::move(exists->block)};
  } else {
    clause.node = ast::Filter{std::move(condition)};
  }
  clause.span = span_from(begin);
  return clause;
}

}  // namespace omnigraph::query::syntax
