// Traversals and paths: edge selectors, hop bounds, and the clauses made of them.
#include "omnigraph/base/format.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/grammar_parser.h"

namespace omnigraph::query::syntax {

// $a [$w:] selector [bounds] $b; scan_traversal() has seen that it is one.
ast::Clause GrammarParser::parse_traversal() {
  const uint32_t begin = peek().span.begin;
  ast::Traversal node;
  node.from = variable_name("the variable where the traversal begins");
  if (at(TokenKind::kVariable)) {
    node.edge_variable = variable_name("the variable of the edge");
    take();
  }
  node.selector = parse_selector();
  node.bounds = parse_bounds();
  node.to = variable_name("the variable where the traversal ends");
  if (at(TokenKind::kColon)) {
    const SourceSpan place = {last_end_, last_end_};
    offer(refuse(code::kSyntax, peek().span, "the type of an end is a clause of its own"),
          format("write `${}` once more before `:`", node.to.text),
          {{place, " $" + node.to.text}});
    take();
    expect(TokenKind::kTypeName, "after `:`");
    if (at(TokenKind::kLeftBrace)) {
      parse_property_matches();
    }
  }
  ast::Clause clause;
  clause.node = std::move(node);
  clause.span = span_from(begin);
  return clause;
}

// [[all] shortest] path $r: $a selector [bounds] $b
ast::Clause GrammarParser::parse_path() {
  const uint32_t begin = peek().span.begin;
  ast::Path node;
  node.all = accept_word("all");
  node.shortest = accept_word("shortest");
  expect_word("path", "after `shortest`");
  node.variable = variable_name("the variable of the path");
  expect(TokenKind::kColon, "after the variable of the path");
  node.from = variable_name("the variable where the path begins");
  node.selector = parse_selector();
  node.bounds = parse_bounds();
  node.to = variable_name("the variable where the path ends");
  ast::Clause clause;
  clause.node = std::move(node);
  clause.span = span_from(begin);
  return clause;
}

ast::Name GrammarParser::variable_name(std::string_view what) {
  const Token& variable = peek();
  if (variable.kind != TokenKind::kVariable) {
    fail_expected(what);
    return {};
  }
  take();
  ast::Name name;
  name.text = variable.text;
  name.span = variable.span;
  return name;
}

// edge | (a | b) | * | <edge> | <a | b> | <*>
ast::EdgeSelector GrammarParser::parse_selector() {
  ast::EdgeSelector selector;
  const uint32_t begin = peek().span.begin;
  const SourceSpan open = peek().span;
  const bool parentheses = accept(TokenKind::kLeftParen);
  selector.undirected = !parentheses && accept(TokenKind::kLess);
  if (!parentheses && accept(TokenKind::kStar)) {
    selector.wildcard = true;
  } else {
    selector.edges.push_back(parse_edge());
    while ((parentheses || selector.undirected) && accept(TokenKind::kPipe)) {
      selector.edges.push_back(parse_edge());
    }
  }
  if (parentheses) {
    expect_closing(TokenKind::kRightParen, open);
  } else if (selector.undirected) {
    expect_closing(TokenKind::kGreater, open);
  }
  selector.span = span_from(begin);
  return selector;
}

ast::Name GrammarParser::parse_edge() {
  const Token& edge = peek();
  if (edge.kind != TokenKind::kWord && edge.kind != TokenKind::kTypeName &&
      edge.kind != TokenKind::kString) {
    fail_expected("the name of an edge");
    return {};
  }
  take();
  ast::Name name;
  name.text = edge.text;
  name.span = edge.span;
  return name;
}

// {n}, {m,n}, {m,}; reports {m..n}, *m..n and the like.
std::optional<ast::HopBounds> GrammarParser::parse_bounds() {
  const Token& open = peek();
  const bool braces = open.kind == TokenKind::kLeftBrace;
  if (!braces && open.kind != TokenKind::kStar) {
    return std::nullopt;
  }
  take();
  ast::HopBounds bounds;
  bool foreign = !braces;
  const bool has_min = at(TokenKind::kInt);
  const auto integer = [this] { return at(TokenKind::kInt) ? take().integer : 1; };
  bounds.min = integer();
  const bool dots = at(TokenKind::kDot) && at(TokenKind::kDot, 1);
  if (dots || (braces && at(TokenKind::kComma))) {
    foreign = foreign || dots || !has_min;
    take();
    if (dots) {
      take();
    }
    if (at(TokenKind::kInt)) {
      bounds.max = take().integer;
    }
  } else if (has_min) {
    bounds.max = bounds.min;
  } else if (braces) {
    fail_expected("the number of hops");
  }
  if (braces) {
    expect_closing(TokenKind::kRightBrace, open.span);
  }
  bounds.span = span_from(open.span.begin);
  if (foreign) {
    refuse_foreign_bounds(bounds, has_min || !braces);
  }
  return bounds;
}

// {m..n}, *m..n; `sure` when the text gives both bounds or the other language's default.
void GrammarParser::refuse_foreign_bounds(const ast::HopBounds& bounds, bool sure) {
  std::string canonical = format("{{{},", bounds.min);
  canonical += bounds.max ? format("{}}}", *bounds.max) : "}";
  offer(refuse(code::kSyntax,
               bounds.span,
               format("hop bounds are written in braces: `{}`", text(bounds.span))),
        format("write `{}`", canonical),
        {{bounds.span, canonical}},
        sure ? Applicability::kMachineApplicable : Applicability::kNeedsReview);
}

}  // namespace omnigraph::query::syntax
