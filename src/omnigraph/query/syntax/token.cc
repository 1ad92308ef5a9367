#include "omnigraph/query/syntax/token.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph::query::syntax {

std::string_view spelling(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEnd:
      return "the end of the text";
    case TokenKind::kInvalid:
      return "text that is not of the language";
    case TokenKind::kWord:
      return "a name";
    case TokenKind::kTypeName:
      return "a type name";
    case TokenKind::kVariable:
      return "a variable";
    case TokenKind::kAtName:
      return "a name with `@`";
    case TokenKind::kInt:
      return "an integer";
    case TokenKind::kFloat:
      return "a number";
    case TokenKind::kString:
      return "a string";
    case TokenKind::kLeftParen:
      return "`(`";
    case TokenKind::kRightParen:
      return "`)`";
    case TokenKind::kLeftBrace:
      return "`{`";
    case TokenKind::kRightBrace:
      return "`}`";
    case TokenKind::kLeftBracket:
      return "`[`";
    case TokenKind::kRightBracket:
      return "`]`";
    case TokenKind::kComma:
      return "`,`";
    case TokenKind::kSemicolon:
      return "`;`";
    case TokenKind::kColon:
      return "`:`";
    case TokenKind::kDot:
      return "`.`";
    case TokenKind::kQuestion:
      return "`?`";
    case TokenKind::kPlus:
      return "`+`";
    case TokenKind::kMinus:
      return "`-`";
    case TokenKind::kStar:
      return "`*`";
    case TokenKind::kSlash:
      return "`/`";
    case TokenKind::kPercent:
      return "`%`";
    case TokenKind::kPipe:
      return "`|`";
    case TokenKind::kEqual:
      return "`=`";
    case TokenKind::kNotEqual:
      return "`!=`";
    case TokenKind::kLess:
      return "`<`";
    case TokenKind::kLessEqual:
      return "`<=`";
    case TokenKind::kGreater:
      return "`>`";
    case TokenKind::kGreaterEqual:
      return "`>=`";
    case TokenKind::kEqualEqual:
      return "`==`";
    case TokenKind::kLessGreater:
      return "`<>`";
    case TokenKind::kAmpersand:
      return "`&&`";
    case TokenKind::kPipePipe:
      return "`||`";
    case TokenKind::kBang:
      return "`!`";
  }
  return "a token";
}

namespace {

// At most 40 bytes of `text`, cut between code points.
std::string shortened(std::string_view text) {
  constexpr size_t kLimit = 40;
  if (text.size() <= kLimit) {
    return std::string(text);
  }
  size_t end = 0;
  while (end < kLimit) {
    end += std::max<size_t>(1, utf8_sequence_length(text, end));
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kWord:
    case TokenKind::kTypeName:
    case TokenKind::kInt:
    case TokenKind::kFloat:
      return format("`{}`", shortened(token.text));
    case TokenKind::kVariable:
      return format("`${}`", shortened(token.text));
    case TokenKind::kAtName:
      return format("`@{}`", shortened(token.text));
    case TokenKind::kString:
      return format("the string \"{}\"", shortened(token.text));
    default:
      return std::string(spelling(token.kind));
  }
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
  }
  return lower;
}

}  // namespace omnigraph::query::syntax
