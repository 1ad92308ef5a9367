// Token: one word, literal or sign of a query text. No word is reserved: keywords are kWord, and
// the grammar decides where a word is one. Words are maximal: `android` is never `and` + `roid`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "omnigraph/base/diagnostic.h"

namespace omnigraph::query::syntax {

enum class TokenKind : uint8_t {
  kEnd,       // after the last token, always there
  kInvalid,   // text that is no token; its error is already reported
  kWord,      // [a-z_][A-Za-z0-9_]*
  kTypeName,  // [A-Z][A-Za-z0-9_]*
  kVariable,  // $name; text is without "$"
  kAtName,    // @name; text is without "@"
  kInt,
  kFloat,
  kString,  // text is decoded
  kLeftParen,
  kRightParen,
  kLeftBrace,
  kRightBrace,
  kLeftBracket,
  kRightBracket,
  kComma,
  kSemicolon,
  kColon,
  kDot,
  kQuestion,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kPipe,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  // Spellings of other languages: accepted with a warning, or refused with the edit that mends
  // them.
  kEqualEqual,
  kLessGreater,
  kAmpersand,  // & or &&
  kPipePipe,
  kBang,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  SourceSpan span;
  std::string text;  // of words, names, numbers and strings; empty for signs
  uint64_t integer = 0;
  double real = 0;
};

// The sign itself, "{" for kLeftBrace; a phrase like "a number" for kinds with many texts.
std::string_view spelling(TokenKind kind);

// How a message names the token: "`knows`", "the string \"x\"", "the end of the text".
std::string describe(const Token& token);

// ASCII only, as names of the language are.
std::string to_lower(std::string_view text);

}  // namespace omnigraph::query::syntax
