#include "omnigraph/graph/load/json_text.h"

#include "omnigraph/base/ascii.h"

namespace omnigraph::graph {
namespace {

size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_digit(text[at])) {
    ++at;
  }
  return at;
}

}  // namespace

bool is_json_number(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const size_t whole = skip_digits(text, at);
  if (whole == at || (text[at] == '0' && whole - at > 1)) {
    return false;
  }
  at = whole;
  if (at < text.size() && text[at] == '.') {
    const size_t end = skip_digits(text, at + 1);
    if (end == at + 1) {
      return false;
    }
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
    const size_t end = skip_digits(text, at);
    if (end == at) {
      return false;
    }
    at = end;
  }
  return at == text.size();
}

std::optional<std::string> one_json_array(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos || text[first] != '[') {
    return std::nullopt;
  }
  text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
  std::string array;
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (static_cast<unsigned char>(c) < 0x20) {
        return std::nullopt;
      }
      array += c;
      if (c == '\\' && i + 1 < text.size()) {
        array += text[++i];
      }
      in_string = c != '"';
      continue;
    }
    in_string = c == '"';
    depth += c == '[' || c == '{' ? 1 : 0;
    if (c == ']' || c == '}') {
      if (depth == 0 || (--depth == 0 && i + 1 != text.size())) {
        return std::nullopt;
      }
    }
    array += c == '\n' || c == '\r' ? ' ' : c;
  }
  if (depth != 0 || in_string) {
    return std::nullopt;
  }
  return array;
}

}  // namespace omnigraph::graph
