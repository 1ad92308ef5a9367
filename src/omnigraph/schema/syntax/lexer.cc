#include "omnigraph/schema/syntax/lexer.h"

#include <algorithm>

#include "omnigraph/base/ascii.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"

namespace omnigraph::schema {

namespace {

// Type names become file names with an ending, which most file systems limit to 255 bytes.
constexpr size_t kNameLimitBytes = 200;

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_word_char(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
}

class Lexer {
 public:
  explicit Lexer(Findings& findings) : findings_(findings), source_(findings.source()) {}

  std::vector<Token> run() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (source_.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
      at_ = kByteOrderMark.size();
    }
    std::vector<Token> tokens;
    while (true) {
      skip_blanks();
      const size_t begin = at_;
      const TokenKind kind = next_kind();
      tokens.push_back({kind, span_from(begin)});
      if (kind == TokenKind::kEnd) {
        return tokens;
      }
    }
  }

 private:
  char peek(size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  SourceSpan span_from(size_t begin) const {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)};
  }

  void skip_blanks() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        ++at_;
      } else if (c == '/' && peek(1) == '/') {
        at_ = std::min(source_.find('\n', at_), source_.size());
      } else if (c == '/' && peek(1) == '*') {
        skip_block_comment();
      } else {
        return;
      }
    }
  }

  void skip_block_comment() {
    const size_t begin = at_;
    const size_t end = source_.find("*/", begin + 2);
    if (end != std::string_view::npos) {
      at_ = end + 2;
      return;
    }
    at_ = begin + 2;
    findings_.add(Code::kUnterminated,
                  span_from(begin),
                  "parse error: this comment does not end, expected `*/`");
    at_ = source_.size();
  }

  // Reads one token and moves behind it.
  TokenKind next_kind() {
    if (at_ >= source_.size()) {
      return TokenKind::kEnd;
    }
    const char c = source_[at_];
    if (is_lower(c) || is_upper(c) || c == '_') {
      return read_word();
    }
    if (is_digit(c)) {
      return read_number();
    }
    if (c == '"') {
      return read_string();
    }
    return read_sign();
  }

  TokenKind read_word() {
    const size_t begin = at_;
    while (is_word_char(peek())) {
      ++at_;
    }
    if (at_ - begin > kNameLimitBytes) {
      findings_.add(Code::kNameTooLong,
                    span_from(begin),
                    format("parse error: a name has at most {} bytes, this one has {}",
                           kNameLimitBytes,
                           at_ - begin));
    }
    return is_upper(source_[begin]) ? TokenKind::kTypeName : TokenKind::kIdentifier;
  }

  TokenKind read_number() {
    skip_digits();
    bool is_float = false;
    if (peek() == '.' && is_digit(peek(1))) {  // "0..1" is a range of integers
      ++at_;
      skip_digits();
      is_float = true;
    }
    const size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      at_ += 1 + sign;
      skip_digits();
      is_float = true;
    }
    return is_float ? TokenKind::kFloat : TokenKind::kInteger;
  }

  void skip_digits() {
    while (is_digit(peek())) {
      ++at_;
    }
  }

  TokenKind read_string() {
    const size_t begin = at_++;
    while (at_ < source_.size() && source_[at_] != '"') {
      if (source_[at_] == '\\' && at_ + 1 < source_.size()) {
        read_escape();
      } else {
        ++at_;
      }
    }
    if (at_ < source_.size()) {
      ++at_;
    } else {
      findings_.add(Code::kUnterminated,
                    {static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + 1)},
                    "parse error: this string does not end, expected `\"`");
    }
    return TokenKind::kString;
  }

  void read_escape() {
    constexpr std::string_view kKnown = "\"\\nrt";
    const size_t begin = at_;
    at_ += 1 + std::max<size_t>(utf8_sequence_length(source_, at_ + 1), 1);
    if (kKnown.find(source_[begin + 1]) == std::string_view::npos) {
      findings_
          .add(Code::kBadEscape,
               span_from(begin),
               format("parse error: unsupported escape sequence `{}` in a string",
                      source_.substr(begin, at_ - begin)))
          .fix = R"(known are \" \\ \n \r \t; write `\\` for a backslash)";
    }
  }

  TokenKind read_sign() {
    const char c = source_[at_];
    if (c == '-' && peek(1) == '>') {
      at_ += 2;
      return TokenKind::kArrow;
    }
    if (c == '.' && peek(1) == '.') {
      at_ += 2;
      return TokenKind::kDots;
    }
    constexpr std::string_view kSigns = "@:,;?=-{}()[]";
    constexpr TokenKind kKinds[] = {TokenKind::kAt,
                                    TokenKind::kColon,
                                    TokenKind::kComma,
                                    TokenKind::kSemicolon,
                                    TokenKind::kQuestion,
                                    TokenKind::kEquals,
                                    TokenKind::kMinus,
                                    TokenKind::kLeftBrace,
                                    TokenKind::kRightBrace,
                                    TokenKind::kLeftParen,
                                    TokenKind::kRightParen,
                                    TokenKind::kLeftBracket,
                                    TokenKind::kRightBracket};
    static_assert(std::size(kKinds) == kSigns.size());
    const size_t sign = kSigns.find(c);
    if (sign != std::string_view::npos) {
      ++at_;
      return kKinds[sign];
    }
    at_ += std::max<size_t>(utf8_sequence_length(source_, at_), 1);
    return TokenKind::kOther;
  }

  Findings& findings_;
  std::string_view source_;
  size_t at_ = 0;
};

}  // namespace

std::vector<Token> lex(Findings& findings) {
  return Lexer(findings).run();
}

std::string decode_string(std::string_view literal) {
  std::string text;
  for (size_t i = 1; i < literal.size(); ++i) {
    char c = literal[i];
    if (c == '"') {
      break;
    }
    if (c == '\\' && i + 1 < literal.size()) {
      c = literal[++i];
      c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
    }
    text += c;
  }
  return text;
}

bool is_enum_value_char(char c) {
  return is_word_char(c) || c == '-';
}

}  // namespace omnigraph::schema
