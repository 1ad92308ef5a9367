#include "omnigraph/schema/syntax/parse_property.h"

#include <optional>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/schema/syntax/lexer.h"
#include "omnigraph/schema/syntax/parse_annotation.h"

namespace omnigraph::schema {

namespace {

// Values may hold "-" and begin with digits, so they are runs of characters and not tokens.
bool parse_enum_value(TokenCursor& cursor, std::vector<Name>& values) {
  const std::string_view source = cursor.findings().source();
  const SourceSpan first = cursor.peek().span;
  size_t end = first.begin;
  while (end < source.size() && is_enum_value_char(source[end])) {
    ++end;
  }
  if (cursor.at_end() || end == first.begin) {
    Diagnostic& diagnostic = cursor.fail_expected("an enum value");
    if (cursor.at(TokenKind::kString)) {
      diagnostic.fix = "write the value without quotes";
    }
    return false;
  }
  const SourceSpan span{first.begin, static_cast<uint32_t>(end)};
  values.push_back({std::string(cursor.text(span)), span});
  cursor.skip_to_offset(end);
  if (cursor.last_span().end > end) {  // "1.5", "a->b": the run ends inside a token
    cursor.findings().add(Code::kSyntax,
                          cursor.last_span(),
                          "parse error: an enum value has letters, digits, `_` and `-` only");
    return false;
  }
  return true;
}

bool parse_enum(TokenCursor& cursor, TypeSyntax& type) {
  cursor.take();
  cursor.take();
  do {
    if (!parse_enum_value(cursor, type.values)) {
      cursor.skip_to_close();
      return false;
    }
  } while (cursor.accept(TokenKind::kComma));
  if (!cursor.accept(TokenKind::kRightParen)) {
    cursor.fail_expected("`,` or `)`");
    cursor.skip_to_close();
    return false;
  }
  type.form = TypeSyntax::Form::kEnum;
  return true;
}

bool parse_vector(TokenCursor& cursor, TypeSyntax& type) {
  cursor.take();
  cursor.take();
  if (!cursor.at(TokenKind::kInteger)) {
    cursor.fail_expected("the number of dimensions");
    cursor.skip_to_close();
    return false;
  }
  const Name digits = cursor.take_name();
  type.dimension = {digits.text, false, digits.span};
  if (!cursor.accept(TokenKind::kRightParen)) {
    cursor.fail_expected("`)`");
    cursor.skip_to_close();
    return false;
  }
  type.form = TypeSyntax::Form::kVector;
  return true;
}

// The type without list brackets and "?".
bool parse_core_type(TokenCursor& cursor, TypeSyntax& type) {
  const bool called = cursor.at(TokenKind::kLeftParen, 1);
  if (called && cursor.at_word("enum")) {
    return parse_enum(cursor, type);
  }
  if (called && cursor.at(TokenKind::kTypeName) && cursor.text() == "Vector") {
    return parse_vector(cursor, type);
  }
  // A lower-case word is no type, but "string" is easily meant as one: the checks say which.
  const bool next_property = cursor.at_property() || cursor.at_declaration();
  if (cursor.at(TokenKind::kTypeName) || (cursor.at(TokenKind::kIdentifier) && !next_property)) {
    type.form = TypeSyntax::Form::kNamed;
    type.name = cursor.take_name();
    return true;
  }
  cursor.fail_expected("a type").fix =
      "types are `String`, `I64`, `[String]`, `Vector(3)`, `enum(a, b)` and so on";
  return false;
}

bool parse_list(TokenCursor& cursor, TypeSyntax& type) {
  cursor.take();
  type.list = true;
  if (cursor.at(TokenKind::kLeftBracket)) {
    cursor.fail("a list cannot hold lists", Code::kListItem);
    return false;
  }
  if (!parse_core_type(cursor, type)) {
    return false;
  }
  if (cursor.at(TokenKind::kQuestion)) {
    cursor.fail("list items cannot be marked nullable", Code::kListItem).fix =
        "write `?` behind the list: `[String]?`";
    return false;
  }
  if (!cursor.accept(TokenKind::kRightBracket)) {
    cursor.fail_expected("`]`");
    return false;
  }
  return true;
}

// Moves over the rest of a type that did not parse.
void skip_type(TokenCursor& cursor) {
  while (!cursor.at_end() && !cursor.at(TokenKind::kAt) && !cursor.at(TokenKind::kComma) &&
         !cursor.at(TokenKind::kSemicolon) && !cursor.at(TokenKind::kRightBrace) &&
         !cursor.at(TokenKind::kLeftBrace) && !cursor.at_property() && !cursor.at_declaration()) {
    cursor.take();
  }
}

TypeSyntax parse_type(TokenCursor& cursor) {
  TypeSyntax type;
  const SourceSpan begin = cursor.peek().span;
  const bool parsed =
      cursor.at(TokenKind::kLeftBracket) ? parse_list(cursor, type) : parse_core_type(cursor, type);
  if (!parsed) {
    type.form = TypeSyntax::Form::kBroken;
    skip_type(cursor);
    return type;
  }
  type.nullable = cursor.accept(TokenKind::kQuestion);
  type.span = cursor.span_from(begin);
  return type;
}

std::string with_lower_first(std::string name) {
  name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

// The name, and the ":" that belongs behind it.
Name parse_property_name(TokenCursor& cursor) {
  if (cursor.at(TokenKind::kTypeName)) {
    Diagnostic& diagnostic = cursor.fail(
        format("property names begin with a lower-case letter, found `{}`", cursor.text()));
    const std::string lower = with_lower_first(std::string(cursor.text()));
    diagnostic.fix = format("write `{}`", lower);
    diagnostic.edits = {{cursor.peek().span, lower}};
  }
  Name name = cursor.take_name();
  if (cursor.at(TokenKind::kQuestion)) {
    cursor.fail("`?` stands behind the type").fix = format("write `{}: Type?`", name.text);
    cursor.take();
  }
  if (!cursor.accept(TokenKind::kColon)) {
    Diagnostic& diagnostic = cursor.fail_expected("`:` and a type");
    diagnostic.edits = {{{name.span.end, name.span.end}, ":"}};
  }
  return name;
}

}  // namespace

bool at_intended_property(const TokenCursor& cursor) {
  if (cursor.at(TokenKind::kTypeName)) {
    return cursor.at(TokenKind::kColon, 1);
  }
  return cursor.at(TokenKind::kIdentifier) &&
         (cursor.at(TokenKind::kColon, 1) || cursor.at(TokenKind::kTypeName, 1) ||
          (cursor.at(TokenKind::kQuestion, 1) && cursor.at(TokenKind::kColon, 2)));
}

PropertySyntax parse_property(TokenCursor& cursor) {
  PropertySyntax property;
  property.name = parse_property_name(cursor);
  property.type = parse_type(cursor);
  while (cursor.at(TokenKind::kAt) && !cursor.at_constraint()) {
    if (std::optional<AnnotationSyntax> annotation = parse_annotation(cursor)) {
      property.annotations.push_back(std::move(*annotation));
    }
  }
  accept_separator(cursor);
  return property;
}

void accept_separator(TokenCursor& cursor) {
  if (!cursor.at(TokenKind::kComma) && !cursor.at(TokenKind::kSemicolon)) {
    return;
  }
  const Token separator = cursor.take();
  Diagnostic& diagnostic =
      cursor.findings().add_warning("L401", separator.span, "nothing is needed between properties");
  diagnostic.edits = {{separator.span, ""}};
  diagnostic.applicability = Applicability::kMachineApplicable;
}

}  // namespace omnigraph::schema
