#include "omnigraph/query/syntax/string_literal.h"

#include <optional>

#include "omnigraph/base/format.h"
#include "omnigraph/base/utf8.h"
#include "omnigraph/query/syntax/codes.h"

namespace omnigraph::query::syntax {

namespace {

SourceSpan span_of(size_t begin, size_t end) {
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

// The value of the four hexadecimal digits at `at`.
std::optional<uint32_t> hex4(std::string_view source, size_t at) {
  if (source.size() - at < 4) {
    return std::nullopt;
  }
  uint32_t value = 0;
  for (const char c : source.substr(at, 4)) {
    const bool digit = c >= '0' && c <= '9';
    const bool lower = c >= 'a' && c <= 'f';
    const bool upper = c >= 'A' && c <= 'F';
    if (!digit && !lower && !upper) {
      return std::nullopt;
    }
    value = value * 16 + static_cast<uint32_t>(digit   ? c - '0'
                                               : lower ? c - 'a' + 10
                                                       : c - 'A' + 10);
  }
  return value;
}

// The code point of a \u escape whose backslash is source[at]; moves `at` past it.
std::optional<uint32_t> unicode_escape(std::string_view source, size_t& at) {
  const std::optional<uint32_t> first = hex4(source, at + 2);
  if (!first) {
    at += 2;
    return std::nullopt;
  }
  at += 6;
  if (*first < 0xD800 || *first > 0xDFFF) {
    return first;
  }
  const bool low_follows = *first < 0xDC00 && source.substr(at, 2) == "\\u";
  const std::optional<uint32_t> second = low_follows ? hex4(source, at + 2) : std::nullopt;
  if (!second || *second < 0xDC00 || *second > 0xDFFF) {
    return std::nullopt;  // half a pair
  }
  at += 6;
  return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
}

std::optional<char> simple_escape(char c, char quote) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '\'':
      return quote == '\'' ? std::optional<char>(c) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

size_t read_string_literal(std::string_view source,
                           size_t begin,
                           std::string& value,
                           Findings& findings) {
  const char quote = source[begin];
  size_t at = begin + 1;
  while (at < source.size() && source[at] != quote) {
    if (source[at] != '\\') {
      value.push_back(source[at++]);
      continue;
    }
    if (at + 1 == source.size()) {
      return std::string_view::npos;
    }
    const size_t escape = at;
    if (source[at + 1] == 'u') {
      if (const std::optional<uint32_t> code_point = unicode_escape(source, at)) {
        append_utf8(value, static_cast<char32_t>(*code_point));
        continue;
      }
      findings.error(code::kSyntax, span_of(escape, at), "bad `\\u` escape in a string").fix =
          "write four hexadecimal digits; beyond U+FFFF a pair of surrogates";
      continue;
    }
    const size_t length = utf8_sequence_length(source, at + 1);
    at += 1 + length;
    if (const std::optional<char> c = simple_escape(source[escape + 1], quote)) {
      value.push_back(*c);
      continue;
    }
    Diagnostic& finding = findings.error(
        code::kSyntax,
        span_of(escape, at),
        format("unsupported escape sequence `{}` in a string", source.substr(escape, at - escape)));
    offer(finding, "write `\\\\` for a backslash", {{span_of(escape, escape + 1), "\\\\"}});
  }
  return at < source.size() ? at + 1 : std::string_view::npos;
}

}  // namespace omnigraph::query::syntax
