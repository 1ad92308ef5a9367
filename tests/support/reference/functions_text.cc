// Functions of texts (and length, join of lists). Positions and lengths count code points.
#include <utility>

#include <utf8proc.h>

#include "support/reference/functions.h"

namespace omnigraph::testing {

std::vector<std::string> code_points(const std::string& text) {
  std::vector<std::string> points;
  for (const char byte : text) {
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
    if (!continues) {
      points.emplace_back();
    }
    points.back() += byte;
  }
  return points;
}

namespace {

using Points = std::vector<std::string>;

// Points [begin, end) as one text, clamped to what is there.
std::string joined(const Points& points, Integer begin, Integer end) {
  std::string text;
  for (size_t i = 0; i < points.size(); ++i) {
    const auto at = static_cast<Integer>(i);
    text += at >= begin && at < end ? points[i] : "";
  }
  return text;
}

Result<PlainValue> length_of(const PlainCall& call) {
  const PlainValue& x = call.arguments[0];
  if (const auto* text = std::get_if<std::string>(&x.data)) {
    return plain_integer(static_cast<Integer>(code_points(*text).size()));
  }
  return plain_integer(static_cast<Integer>(x.list().size()));
}

std::string mapped(const std::string& text, utf8proc_int32_t (*map)(utf8proc_int32_t)) {
  std::string result;
  for (const std::string& point : code_points(text)) {
    utf8proc_int32_t code = 0;
    utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(point.data()),
                     static_cast<utf8proc_ssize_t>(point.size()),
                     &code);
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t size = utf8proc_encode_char(map(code), bytes);
    result.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
  }
  return result;
}

Result<PlainValue> lower_of(const PlainCall& call) {
  return plain_text(mapped(call.arguments[0].text(), utf8proc_tolower));
}

Result<PlainValue> upper_of(const PlainCall& call) {
  return plain_text(mapped(call.arguments[0].text(), utf8proc_toupper));
}

bool is_space(const std::string& point) {
  return point.size() == 1 && std::string_view(" \t\n\r\v\f").find(point) != std::string_view::npos;
}

Result<PlainValue> trimmed(const PlainCall& call, bool left, bool right) {
  Points points = code_points(call.arguments[0].text());
  size_t begin = 0;
  size_t end = points.size();
  while (left && begin < end && is_space(points[begin])) {
    ++begin;
  }
  while (right && begin < end && is_space(points[end - 1])) {
    --end;
  }
  return plain_text(joined(points, static_cast<Integer>(begin), static_cast<Integer>(end)));
}

Result<PlainValue> trim_of(const PlainCall& call) {
  return trimmed(call, true, true);
}
Result<PlainValue> ltrim_of(const PlainCall& call) {
  return trimmed(call, true, false);
}
Result<PlainValue> rtrim_of(const PlainCall& call) {
  return trimmed(call, false, true);
}

Error negative() {
  return run_time_error("R104", "a position or length is negative");
}

Result<PlainValue> substring_of(const PlainCall& call) {
  const Points points = code_points(call.arguments[0].text());
  const Integer start = call.arguments[1].integer();
  const Integer length =
      call.arguments.size() > 2 ? call.arguments[2].integer() : static_cast<Integer>(points.size());
  if (start < 0 || length < 0) {
    return negative();
  }
  return plain_text(joined(points, start, start + length));
}

Result<PlainValue> left_of(const PlainCall& call) {
  const Integer count = call.arguments[1].integer();
  if (count < 0) {
    return negative();
  }
  return plain_text(joined(code_points(call.arguments[0].text()), 0, count));
}

Result<PlainValue> right_of(const PlainCall& call) {
  const Points points = code_points(call.arguments[0].text());
  const auto size = static_cast<Integer>(points.size());
  const Integer count = call.arguments[1].integer();
  if (count < 0) {
    return negative();
  }
  return plain_text(joined(points, size - count, size));
}

// The pieces of `text` between the occurrences of a separator that is not empty.
Points pieces(const std::string& text, const std::string& separator) {
  Points parts;
  size_t begin = 0;
  for (;;) {
    const size_t end = text.find(separator, begin);
    if (end == std::string::npos) {
      parts.push_back(text.substr(begin));
      return parts;
    }
    parts.push_back(text.substr(begin, end - begin));
    begin = end + separator.size();
  }
}

Result<PlainValue> replace_of(const PlainCall& call) {
  const std::string& from = call.arguments[1].text();
  if (from.empty()) {
    return call.arguments[0];
  }
  std::string text;
  bool first = true;
  for (const std::string& part : pieces(call.arguments[0].text(), from)) {
    text += (first ? "" : call.arguments[2].text()) + part;
    first = false;
  }
  return plain_text(std::move(text));
}

Result<PlainValue> split_of(const PlainCall& call) {
  const std::string& text = call.arguments[0].text();
  const std::string& separator = call.arguments[1].text();
  PlainList items;
  for (const std::string& part : separator.empty() ? code_points(text) : pieces(text, separator)) {
    items.push_back(plain_text(part));
  }
  return plain_list(std::move(items));
}

Result<PlainValue> join_of(const PlainCall& call) {
  std::string text;
  bool first = true;
  for (const PlainValue& item : call.arguments[0].list()) {
    if (!item.is_null()) {
      text += (first ? "" : call.arguments[1].text()) + item.text();
      first = false;
    }
  }
  return plain_text(std::move(text));
}

Result<PlainValue> index_of(const PlainCall& call) {
  const std::string& text = call.arguments[0].text();
  const size_t at = text.find(call.arguments[1].text());
  if (at == std::string::npos) {
    return plain_integer(-1);
  }
  return plain_integer(static_cast<Integer>(code_points(text.substr(0, at)).size()));
}

Result<PlainValue> reverse_of(const PlainCall& call) {
  std::string text;
  for (const std::string& point : code_points(call.arguments[0].text())) {
    text.insert(0, point);
  }
  return plain_text(std::move(text));
}

}  // namespace

const PlainFunctions& text_functions() {
  static const PlainFunctions kFunctions = {
      {"length", length_of},
      {"lower", lower_of},
      {"upper", upper_of},
      {"trim", trim_of},
      {"ltrim", ltrim_of},
      {"rtrim", rtrim_of},
      {"substring", substring_of},
      {"left", left_of},
      {"right", right_of},
      {"replace", replace_of},
      {"split", split_of},
      {"join", join_of},
      {"index_of", index_of},
      {"reverse", reverse_of},
  };
  return kFunctions;
}

}  // namespace omnigraph::testing
