// Token: a word, number, string or sign of a schema text, with its place. The text stays in the
// source; a token is a kind and a span.
#pragma once

#include <cstdint>

#include "omnigraph/base/diagnostic.h"

namespace omnigraph::schema {

enum class TokenKind : uint8_t {
  kEnd,         // after the last one; empty span
  kIdentifier,  // [a-z_][A-Za-z0-9_]*, keywords among them
  kTypeName,    // [A-Z][A-Za-z0-9_]*
  kInteger,     // digits
  kFloat,       // digits "." digits [exponent], or digits exponent
  kString,      // with its quotes
  kAt,
  kColon,
  kComma,
  kSemicolon,
  kQuestion,
  kEquals,
  kMinus,
  kArrow,  // "->"
  kDots,   // ".."
  kLeftBrace,
  kRightBrace,
  kLeftParen,
  kRightParen,
  kLeftBracket,
  kRightBracket,
  kOther,  // any other character, whole code points
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  SourceSpan span;
};

}  // namespace omnigraph::schema
