#include "omnigraph/query/syntax/lexer.h"

#include <charconv>
#include <utility>

#include "omnigraph/base/ascii.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/query/syntax/codes.h"
#include "omnigraph/query/syntax/number_literal.h"
#include "omnigraph/query/syntax/string_literal.h"

namespace omnigraph::query::syntax {

namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c) || c == '_';
}
bool is_word_char(char c) {
  return is_word_start(c) || is_digit(c);
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct Sign {
  std::string_view text;
  TokenKind kind;
};

// Longer signs first.
constexpr Sign kSigns[] = {
    {"!=", TokenKind::kNotEqual},     {"<=", TokenKind::kLessEqual},
    {">=", TokenKind::kGreaterEqual}, {"==", TokenKind::kEqualEqual},
    {"<>", TokenKind::kLessGreater},  {"&&", TokenKind::kAmpersand},
    {"||", TokenKind::kPipePipe},     {"(", TokenKind::kLeftParen},
    {")", TokenKind::kRightParen},    {"{", TokenKind::kLeftBrace},
    {"}", TokenKind::kRightBrace},    {"[", TokenKind::kLeftBracket},
    {"]", TokenKind::kRightBracket},  {",", TokenKind::kComma},
    {";", TokenKind::kSemicolon},     {":", TokenKind::kColon},
    {".", TokenKind::kDot},           {"?", TokenKind::kQuestion},
    {"+", TokenKind::kPlus},          {"-", TokenKind::kMinus},
    {"*", TokenKind::kStar},          {"/", TokenKind::kSlash},
    {"%", TokenKind::kPercent},       {"|", TokenKind::kPipe},
    {"=", TokenKind::kEqual},         {"<", TokenKind::kLess},
    {">", TokenKind::kGreater},       {"&", TokenKind::kAmpersand},
    {"!", TokenKind::kBang},
};

class Lexer {
 public:
  Lexer(std::string_view source, Findings& findings) : source_(source), findings_(findings) {}

  std::vector<Token> run() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (source_.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      at_ = kByteOrderMark.size();
    }
    while (skip_blank()) {
      read_token();
    }
    begin_ = at_;
    push(TokenKind::kEnd);
    return std::move(tokens_);
  }

 private:
  char at(size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }
  SourceSpan span() const { return {static_cast<uint32_t>(begin_), static_cast<uint32_t>(at_)}; }
  std::string_view text() const { return source_.substr(begin_, at_ - begin_); }
  Diagnostic& error(std::string message) {
    return findings_.error(code::kSyntax, span(), std::move(message));
  }
  Token& push(TokenKind kind) {
    Token token;
    token.kind = kind;
    token.span = span();
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }

  bool skip_blank();
  void read_token();
  void read_word_text();
  void read_word();
  void read_variable();
  void read_at_name();
  void read_number();
  void read_string();
  void read_sign();
  void read_unknown();

  std::string_view source_;
  Findings& findings_;
  size_t begin_ = 0;  // of the token being read
  size_t at_ = 0;
  std::vector<Token> tokens_;
};

// Moves to the next token; false at the end.
bool Lexer::skip_blank() {
  while (at_ < source_.size()) {
    if (is_blank(at())) {
      ++at_;
    } else if (at() == '/' && at(1) == '/') {
      at_ = std::min(source_.find('\n', at_), source_.size());
    } else if (at() == '/' && at(1) == '*') {
      begin_ = at_;
      const size_t close = source_.find("*/", at_ + 2);
      at_ = std::min(close, source_.size() - 2) + 2;
      if (close == std::string_view::npos) {
        at_ = source_.size();
        findings_
            .error(code::kSyntax,
                   {static_cast<uint32_t>(begin_), static_cast<uint32_t>(begin_ + 2)},
                   "comment is not closed")
            .fix = "add `*/`";
        push(TokenKind::kInvalid);
      }
    } else {
      return true;
    }
  }
  return false;
}

void Lexer::read_token() {
  begin_ = at_;
  const char c = at();
  if (is_word_start(c)) {
    read_word();
  } else if (is_digit(c)) {
    read_number();
  } else if (c == '"' || c == '\'') {
    read_string();
  } else if (c == '$') {
    read_variable();
  } else if (c == '@') {
    read_at_name();
  } else {
    read_sign();
  }
}

// Takes word characters, and for a better message also letters that may not stand in a word.
void Lexer::read_word_text() {
  bool foreign = false;
  while (at_ < source_.size() && (is_word_char(at()) || !is_ascii(at()))) {
    foreign = foreign || !is_ascii(at());
    ++at_;
  }
  if (foreign) {
    error(format("names are made of ASCII letters, digits and `_`: `{}`", text()));
  }
}

void Lexer::read_word() {
  read_word_text();
  push(is_upper(source_[begin_]) ? TokenKind::kTypeName : TokenKind::kWord).text = text();
}

void Lexer::read_variable() {
  ++at_;
  if (!is_word_start(at())) {
    error("expected the name of a variable after `$`");
    push(TokenKind::kInvalid);
    return;
  }
  read_word_text();
  const std::string_view name = text().substr(1);
  if (is_upper(name[0])) {
    Diagnostic& finding = error(format("variables begin with a lower-case letter: `${}`", name));
    const uint32_t first = static_cast<uint32_t>(begin_ + 1);
    offer(finding,
          "write the first letter in lower case, here and at its other uses",
          {{{first, first + 1}, to_lower(name.substr(0, 1))}},
          Applicability::kNeedsReview);
  }
  push(TokenKind::kVariable).text = name;
}

void Lexer::read_at_name() {
  ++at_;
  if (!is_word_start(at())) {
    error("expected a name after `@`");
    push(TokenKind::kInvalid);
    return;
  }
  read_word_text();
  push(TokenKind::kAtName).text = text().substr(1);
}

void Lexer::read_number() {
  bool real = false;
  const auto digits = [&] {
    while (is_digit(at())) {
      ++at_;
    }
  };
  digits();
  if (at() == '.' && is_digit(at(1))) {
    real = true;
    ++at_;
    digits();
  }
  const bool sign = at(1) == '+' || at(1) == '-';
  if ((at() == 'e' || at() == 'E') && is_digit(at(sign ? 2 : 1))) {
    real = true;
    at_ += sign ? 2 : 1;
    digits();
  }
  const std::string_view number = text();
  Token& token = push(real ? TokenKind::kFloat : TokenKind::kInt);
  token.text = number;
  if (is_word_start(at())) {
    read_word_text();
    error(format("a number runs into a word: `{}`", text())).fix = "put a space between them";
  } else if (real) {
    if (!parse_float(number, token.real)) {
      error(format("number is too large for F64: `{}`", number));
    }
  } else if (!parse_integer(number, token.integer)) {
    error(format("integer is larger than 18446744073709551615: `{}`", number));
  }
}

void Lexer::read_string() {
  std::string value;
  const size_t end = read_string_literal(source_, begin_, value, findings_);
  if (end == std::string_view::npos) {
    at_ = begin_ + 1;
    error("string is not closed").fix = "add the closing quote";
    at_ = source_.size();
    push(TokenKind::kInvalid);
    return;
  }
  at_ = end;
  if (source_[begin_] == '\'') {
    Diagnostic& finding =
        findings_.warning(code::kForeignSpelling, span(), "strings are written with double quotes");
    if (text().find_first_of("\"\\") == std::string_view::npos) {
      const auto first = static_cast<uint32_t>(begin_);
      const auto last = static_cast<uint32_t>(at_ - 1);
      offer(finding, "write `\"…\"`", {{{first, first + 1}, "\""}, {{last, last + 1}, "\""}});
    }
  }
  push(TokenKind::kString).text = std::move(value);
}

void Lexer::read_sign() {
  for (const Sign& sign : kSigns) {
    if (source_.substr(at_, sign.text.size()) == sign.text) {
      at_ += sign.text.size();
      push(sign.kind);
      return;
    }
  }
  read_unknown();
}

void Lexer::read_unknown() {
  if (at() == '#') {
    ++at_;
    offer(error("unexpected `#`"), "comments begin with `//`", {{span(), "//"}});
    at_ = std::min(source_.find('\n', at_), source_.size());
    return;
  }
  at_ += std::max<size_t>(1, utf8_sequence_length(source_, at_));
  const std::string_view character = text();
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20 || first == 0x7F) {
    error(format("unexpected control character {:#04x}", static_cast<unsigned>(first)));
  } else {
    Diagnostic& finding = error(format("unexpected character `{}`", character));
    if (character == "“" || character == "”" || character == "‘" || character == "’") {
      finding.fix = "strings are written with straight quotes: `\"…\"`";
    }
  }
  push(TokenKind::kInvalid);
}

}  // namespace

std::vector<Token> tokenize(std::string_view source, Findings& findings) {
  return Lexer(source, findings).run();
}

}  // namespace omnigraph::query::syntax
