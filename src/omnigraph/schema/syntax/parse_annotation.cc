#include "omnigraph/schema/syntax/parse_annotation.h"

#include "omnigraph/schema/syntax/lexer.h"

namespace omnigraph::schema {

namespace {

// Whether the tokens show that a ")" was forgotten. `braces`: how many "{" are open inside.
bool at_forgotten_close(const TokenCursor& cursor, size_t braces) {
  return cursor.at_end() || cursor.at_declaration() ||
         (braces == 0 && (cursor.at(TokenKind::kRightBrace) || cursor.at_property()));
}

ArgumentSyntax::Form form_of(TokenKind kind, std::string_view text) {
  switch (kind) {
    case TokenKind::kString:
      return ArgumentSyntax::Form::kString;
    case TokenKind::kInteger:
      return ArgumentSyntax::Form::kInteger;
    case TokenKind::kFloat:
      return ArgumentSyntax::Form::kFloat;
    case TokenKind::kTypeName:
      return ArgumentSyntax::Form::kName;
    case TokenKind::kIdentifier:
      return text == "true" || text == "false" ? ArgumentSyntax::Form::kBoolean
                                               : ArgumentSyntax::Form::kName;
    default:
      return ArgumentSyntax::Form::kExpression;
  }
}

// Moves to the "," or ")" that ends an argument, over nested brackets.
void skip_expression(TokenCursor& cursor) {
  size_t depth = 0;
  size_t braces = 0;
  while (!at_forgotten_close(cursor, braces)) {
    switch (cursor.peek().kind) {
      case TokenKind::kLeftBrace:
        ++braces;
        ++depth;
        break;
      case TokenKind::kLeftParen:
      case TokenKind::kLeftBracket:
        ++depth;
        break;
      case TokenKind::kComma:
        if (depth == 0) {
          return;
        }
        break;
      case TokenKind::kRightBrace:  // never without its "{": see the loop's condition
        --braces;
        --depth;
        break;
      case TokenKind::kRightParen:
      case TokenKind::kRightBracket:
        if (depth == 0) {
          return;
        }
        --depth;
        break;
      default:
        break;
    }
    cursor.take();
  }
}

std::optional<ArgumentSyntax> parse_argument(TokenCursor& cursor) {
  ArgumentSyntax argument;
  if (cursor.at(TokenKind::kIdentifier) && cursor.at(TokenKind::kEquals, 1)) {
    argument.keyword = cursor.take_name();
    cursor.take();
  }
  const Token first = cursor.peek();
  const size_t first_index = cursor.index();
  skip_expression(cursor);
  if (cursor.index() == first_index) {
    cursor.fail_expected("a value");
    return std::nullopt;
  }
  argument.span = cursor.span_from(first.span);
  const std::string_view text = cursor.text(argument.span);
  if (cursor.index() == first_index + 1) {
    argument.form = form_of(first.kind, text);
  }
  argument.text =
      argument.form == ArgumentSyntax::Form::kString ? decode_string(text) : std::string(text);
  return argument;
}

// Behind "(", up to and with ")".
bool parse_arguments(TokenCursor& cursor, std::vector<ArgumentSyntax>& arguments) {
  if (cursor.accept(TokenKind::kRightParen)) {
    return true;
  }
  while (true) {
    std::optional<ArgumentSyntax> argument = parse_argument(cursor);
    if (!argument) {
      cursor.skip_to_close();
      return false;
    }
    arguments.push_back(std::move(*argument));
    if (cursor.accept(TokenKind::kRightParen)) {
      return true;
    }
    if (!cursor.accept(TokenKind::kComma)) {
      cursor.fail_expected("`,` or `)`");
      cursor.skip_to_close();
      return false;
    }
  }
}

ConstraintSyntax::Kind constraint_kind(std::string_view name) {
  using Kind = ConstraintSyntax::Kind;
  if (name == "unique") {
    return Kind::kUnique;
  }
  if (name == "index") {
    return Kind::kIndex;
  }
  if (name == "range") {
    return Kind::kRange;
  }
  return name == "check" ? Kind::kCheck : Kind::kKey;
}

bool parse_column(TokenCursor& cursor, std::vector<Name>& columns) {
  if (cursor.at(TokenKind::kIdentifier)) {
    columns.push_back(cursor.take_name());
    return true;
  }
  if (cursor.at(TokenKind::kAt)) {
    const SourceSpan begin = cursor.take().span;
    if (cursor.at_word("src") || cursor.at_word("dst")) {
      Name end = cursor.take_name();
      columns.push_back({"@" + end.text, cursor.span_from(begin)});
      return true;
    }
    cursor.fail_expected("`src` or `dst` after `@`");
    return false;
  }
  Diagnostic& diagnostic = cursor.fail_expected("a property's name");
  if (cursor.at(TokenKind::kString)) {
    diagnostic.fix = "write the name without quotes";
  }
  return false;
}

bool parse_columns(TokenCursor& cursor, std::vector<Name>& columns) {
  do {
    if (!parse_column(cursor, columns)) {
      return false;
    }
  } while (cursor.accept(TokenKind::kComma));
  return true;
}

bool at_number(const TokenCursor& cursor) {
  const size_t sign = cursor.at(TokenKind::kMinus) ? 1 : 0;
  return cursor.at(TokenKind::kInteger, sign) || cursor.at(TokenKind::kFloat, sign);
}

NumberSyntax take_number(TokenCursor& cursor) {
  NumberSyntax number;
  const SourceSpan begin = cursor.peek().span;
  if (cursor.accept(TokenKind::kMinus)) {
    number.text = "-";
  }
  const Token digits = cursor.take();
  number.text += cursor.text(digits.span);
  number.is_float = digits.kind == TokenKind::kFloat;
  number.span = cursor.span_from(begin);
  return number;
}

// The property that @range and @check are about, and the comma behind it.
bool parse_constrained_property(TokenCursor& cursor, ConstraintSyntax& constraint) {
  const bool is_range = constraint.kind == ConstraintSyntax::Kind::kRange;
  if (!cursor.at(TokenKind::kIdentifier)) {
    cursor.fail_expected("the property's name").fix =
        is_range ? "write `@range(property, 0..100)`" : "write `@check(property, \"pattern\")`";
    return false;
  }
  constraint.columns.push_back(cursor.take_name());
  if (!cursor.accept(TokenKind::kComma)) {
    cursor.fail_expected(is_range ? "`,` and the bounds" : "`,` and the pattern");
    return false;
  }
  return true;
}

bool parse_bounds(TokenCursor& cursor, ConstraintSyntax& constraint) {
  if (at_number(cursor)) {
    constraint.min = take_number(cursor);
  }
  if (!cursor.accept(TokenKind::kDots)) {
    cursor.fail_expected(constraint.min ? "`..`" : "bounds").fix =
        "bounds are written `0..100`, `0..` or `..100`";
    return false;
  }
  if (at_number(cursor)) {
    constraint.max = take_number(cursor);
  } else if (!constraint.min) {
    cursor.fail_expected("a number after `..`");
    return false;
  }
  return true;
}

bool parse_pattern(TokenCursor& cursor, ConstraintSyntax& constraint) {
  if (!cursor.at(TokenKind::kString)) {
    cursor.fail_expected("the pattern as a string");
    return false;
  }
  constraint.pattern_span = cursor.take().span;
  constraint.pattern = decode_string(cursor.text(constraint.pattern_span));
  return true;
}

bool parse_constraint_arguments(TokenCursor& cursor, ConstraintSyntax& constraint) {
  switch (constraint.kind) {
    case ConstraintSyntax::Kind::kRange:
      return parse_constrained_property(cursor, constraint) && parse_bounds(cursor, constraint);
    case ConstraintSyntax::Kind::kCheck:
      return parse_constrained_property(cursor, constraint) && parse_pattern(cursor, constraint);
    default:
      return parse_columns(cursor, constraint.columns);
  }
}

}  // namespace

std::optional<AnnotationSyntax> parse_annotation(TokenCursor& cursor) {
  const SourceSpan begin = cursor.take().span;
  if (!cursor.at(TokenKind::kIdentifier)) {
    cursor.fail_expected("an annotation's name after `@`");
    return std::nullopt;
  }
  AnnotationSyntax annotation;
  annotation.name = cursor.take_name();
  if (cursor.accept(TokenKind::kLeftParen)) {
    annotation.has_parentheses = true;
    if (!parse_arguments(cursor, annotation.arguments)) {
      return std::nullopt;
    }
  }
  annotation.span = cursor.span_from(begin);
  return annotation;
}

std::optional<ConstraintSyntax> parse_constraint(TokenCursor& cursor) {
  ConstraintSyntax constraint;
  const SourceSpan begin = cursor.take().span;
  constraint.kind = constraint_kind(cursor.take_name().text);
  cursor.take();
  bool parsed = parse_constraint_arguments(cursor, constraint);
  if (parsed && !cursor.accept(TokenKind::kRightParen)) {
    cursor.fail_expected("`)`");
    parsed = false;
  }
  if (!parsed) {
    cursor.skip_to_close();
    return std::nullopt;
  }
  constraint.span = cursor.span_from(begin);
  return constraint;
}

std::optional<CardinalitySyntax> parse_cardinality(TokenCursor& cursor) {
  CardinalitySyntax cardinality;
  const SourceSpan begin = cursor.take().span;
  cursor.take();
  const auto malformed = [&]() -> Diagnostic& {
    Diagnostic& diagnostic =
        cursor.fail("`@card` takes a range of edges per source", Code::kCardinality);
    diagnostic.fix = "write `@card(0..1)`, `@card(1..1)` or `@card(1..)`";
    return diagnostic;
  };
  if (!cursor.accept(TokenKind::kLeftParen)) {
    malformed();
    return std::nullopt;
  }
  bool parsed = cursor.at(TokenKind::kInteger);
  if (parsed) {
    cardinality.min = take_number(cursor);
    parsed = cursor.accept(TokenKind::kDots);
  }
  if (parsed && cursor.at(TokenKind::kInteger)) {
    cardinality.max = take_number(cursor);
  }
  if (!parsed || !cursor.accept(TokenKind::kRightParen)) {
    malformed();
    cursor.skip_to_close();
    return std::nullopt;
  }
  cardinality.span = cursor.span_from(begin);
  return cardinality;
}

}  // namespace omnigraph::schema
