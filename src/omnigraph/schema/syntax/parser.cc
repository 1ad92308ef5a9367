#include "omnigraph/schema/syntax/parser.h"

#include <optional>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/syntax/lexer.h"
#include "omnigraph/schema/syntax/parse_annotation.h"
#include "omnigraph/schema/syntax/parse_property.h"

namespace omnigraph::schema {

namespace {

using Kind = DeclarationSyntax::Kind;

std::optional<Kind> declaration_kind(std::string_view word) {
  if (word == "node") {
    return Kind::kNode;
  }
  if (word == "edge") {
    return Kind::kEdge;
  }
  if (word == "interface") {
    return Kind::kInterface;
  }
  return std::nullopt;
}

// A type's name; an empty one if there is none (reported).
Name parse_type_name(TokenCursor& cursor, std::string_view what) {
  if (cursor.at(TokenKind::kTypeName)) {
    return cursor.take_name();
  }
  if (!cursor.at(TokenKind::kIdentifier)) {
    cursor.fail_expected(what);
    return {};
  }
  Name name = cursor.take_name();
  Diagnostic& diagnostic = cursor.findings().add(
      Code::kSyntax,
      name.span,
      format("parse error: type names begin with an upper-case letter, found `{}`", name.text));
  if (name.text[0] != '_') {
    std::string upper = name.text;
    upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
    diagnostic.fix = format("write `{}`", upper);
    diagnostic.edits = {{name.span, upper}};
  }
  return name;
}

void parse_body_item(TokenCursor& cursor, DeclarationSyntax& declaration) {
  if (cursor.at_constraint()) {
    if (std::optional<ConstraintSyntax> constraint = parse_constraint(cursor)) {
      declaration.constraints.push_back(std::move(*constraint));
    }
    accept_separator(cursor);
    return;
  }
  if (at_intended_property(cursor)) {
    declaration.properties.push_back(parse_property(cursor));
    return;
  }
  if (cursor.at(TokenKind::kAt) && cursor.at(TokenKind::kIdentifier, 1)) {
    const std::string name(cursor.text(cursor.peek(1).span));
    Diagnostic& diagnostic =
        cursor.fail(format("`@{}` cannot stand alone in a body", name), Code::kAnnotationPlace);
    diagnostic.fix = name == "card"
                         ? "write it on the edge's line, behind the end types"
                         : "write it behind a property's type, or behind the type's name";
    parse_annotation(cursor);
    return;
  }
  cursor.fail_expected("a property `name: Type`, a constraint or `}`");
  if (!cursor.at(TokenKind::kLeftBrace)) {
    cursor.take();
  }
  cursor.skip_to_next_item();
}

// At "{".
void parse_body(TokenCursor& cursor, DeclarationSyntax& declaration) {
  cursor.take();
  while (!cursor.accept(TokenKind::kRightBrace)) {
    if (cursor.at_end() || cursor.at_declaration()) {
      cursor.fail_expected(format("`}}` to close the body of `{}`", declaration.name.text));
      return;
    }
    if (cursor.findings().is_full()) {
      return;
    }
    parse_body_item(cursor, declaration);
  }
}

void parse_implements(TokenCursor& cursor, DeclarationSyntax& declaration) {
  cursor.take();
  do {
    Name name = parse_type_name(cursor, "an interface's name");
    if (!name.text.empty()) {
      declaration.implements.push_back(std::move(name));
    }
  } while (cursor.accept(TokenKind::kComma));
}

// A constraint on the line of a declaration: only edges take one there.
void parse_line_constraint(TokenCursor& cursor, DeclarationSyntax& declaration) {
  std::optional<ConstraintSyntax> constraint = parse_constraint(cursor);
  if (!constraint) {
    return;
  }
  if (declaration.kind == Kind::kEdge) {
    declaration.constraints.push_back(std::move(*constraint));
    return;
  }
  const std::string text(cursor.text(constraint->span));
  const std::string word = text.substr(0, text.find('('));
  cursor.findings()
      .add(Code::kAnnotationPlace,
           constraint->span,
           format("`{}` is only supported on node properties (or as body constraint)", word))
      .fix = "move it into the braces";
}

// Annotations, constraints, cardinality and `implements`, in any order.
void parse_line(TokenCursor& cursor, DeclarationSyntax& declaration) {
  while (true) {
    if (cursor.at_constraint()) {
      parse_line_constraint(cursor, declaration);
    } else if (cursor.at(TokenKind::kAt)) {
      const bool card =
          cursor.at(TokenKind::kIdentifier, 1) && cursor.text(cursor.peek(1).span) == "card";
      if (card && declaration.kind == Kind::kEdge) {
        if (std::optional<CardinalitySyntax> cardinality = parse_cardinality(cursor)) {
          declaration.cardinalities.push_back(std::move(*cardinality));
        }
      } else if (std::optional<AnnotationSyntax> annotation = parse_annotation(cursor)) {
        declaration.annotations.push_back(std::move(*annotation));
      }
    } else if (declaration.kind == Kind::kNode && cursor.at_word("implements")) {
      parse_implements(cursor, declaration);
    } else {
      return;
    }
  }
}

// ": From -> To". Gives up at the first thing that is wrong.
void parse_ends(TokenCursor& cursor, DeclarationSyntax& edge) {
  if (!cursor.accept(TokenKind::kColon)) {
    cursor.fail_expected("`: From -> To`");
    return;
  }
  edge.from = parse_type_name(cursor, "the node type that the edge comes from");
  if (edge.from.text.empty()) {
    return;
  }
  if (!cursor.accept(TokenKind::kArrow)) {
    cursor.fail_expected("`->`");
    return;
  }
  edge.to = parse_type_name(cursor, "the node type that the edge goes to");
}

// Moves to the body, the next declaration or the end, over what cannot be on a declaration's line.
void skip_rest_of_line(TokenCursor& cursor) {
  while (!cursor.at_end() && !cursor.at(TokenKind::kLeftBrace) && !cursor.at_declaration()) {
    cursor.take();
  }
}

// At the keyword.
void parse_declaration(TokenCursor& cursor, Kind kind, FileSyntax& file) {
  DeclarationSyntax declaration;
  declaration.kind = kind;
  cursor.take();
  declaration.name = parse_type_name(cursor, "a type's name");
  const bool named = !declaration.name.text.empty();
  if (named && kind == Kind::kEdge) {
    parse_ends(cursor, declaration);
  }
  if (named) {
    parse_line(cursor, declaration);
  }
  if (cursor.at(TokenKind::kLeftBrace)) {
    parse_body(cursor, declaration);
  } else if (kind != Kind::kEdge) {
    cursor.fail_expected("`{`");
    skip_rest_of_line(cursor);
    if (cursor.at(TokenKind::kLeftBrace)) {
      parse_body(cursor, declaration);
    }
  } else if (declaration.to.text.empty()) {
    skip_rest_of_line(cursor);
    if (cursor.at(TokenKind::kLeftBrace)) {
      parse_body(cursor, declaration);
    }
  }
  if (named) {
    file.declarations.push_back(std::move(declaration));
  }
}

// Reports a word or sign where a declaration was expected.
void report_no_declaration(TokenCursor& cursor) {
  Diagnostic& diagnostic = cursor.fail_expected("`node`, `edge` or `interface`");
  const std::string word(cursor.text());
  const SourceSpan span = cursor.peek().span;
  for (const std::string_view keyword : {"node", "edge", "interface"}) {
    const bool glued = word.size() > keyword.size() && word.substr(0, keyword.size()) == keyword &&
                       word[keyword.size()] >= 'A' && word[keyword.size()] <= 'Z';
    if (glued) {
      const auto seam = static_cast<uint32_t>(span.begin + keyword.size());
      diagnostic.fix = format("write `{} {}`", keyword, word.substr(keyword.size()));
      diagnostic.edits = {{{seam, seam}, " "}};
      diagnostic.applicability = Applicability::kMachineApplicable;
      return;
    }
  }
  if (cursor.at(TokenKind::kIdentifier) || cursor.at(TokenKind::kTypeName)) {
    cursor.findings().suggest(diagnostic, word, span, {"node", "edge", "interface"});
  }
}

}  // namespace

FileSyntax parse_schema(Findings& findings) {
  FileSyntax file;
  const std::vector<Token> tokens = lex(findings);
  TokenCursor cursor(tokens, findings);
  while (!cursor.at_end() && !findings.is_full()) {
    const bool is_word = cursor.at(TokenKind::kIdentifier);
    const std::optional<Kind> kind = is_word ? declaration_kind(cursor.text()) : std::nullopt;
    if (kind) {
      parse_declaration(cursor, *kind, file);
    } else {
      report_no_declaration(cursor);
      cursor.skip_to_declaration();
    }
  }
  return file;
}

}  // namespace omnigraph::schema
