// lower, upper, trim, ltrim, rtrim. Case follows the simple mappings of Unicode (one code point to
// one); white space is that of Unicode.
#include <array>

#include <utf8proc.h>

#include "omnigraph/base/utf8.h"
#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;

// Decodes the code point at `at` and moves behind it. Bytes that are no UTF-8 give -1, one by one.
int32_t next_code_point(std::string_view text, size_t* at) {
  const size_t length = utf8_sequence_length(text, *at);
  utf8proc_int32_t code_point = -1;
  if (length != 0) {
    utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + *at),
                     static_cast<utf8proc_ssize_t>(length),
                     &code_point);
  }
  *at += length == 0 ? 1 : length;
  return code_point;
}

bool is_ascii(std::string_view text) {
  unsigned char all = 0;
  for (const char c : text) {
    all = static_cast<unsigned char>(all | static_cast<unsigned char>(c));
  }
  return all < 0x80;
}

struct Lower {
  static char ascii(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  static int32_t unicode(int32_t c) { return utf8proc_tolower(c); }
};
struct Upper {
  static char ascii(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  }
  // The library knows a capital ß, which the simple mapping does not give.
  static int32_t unicode(int32_t c) { return c == 0xDF ? c : utf8proc_toupper(c); }
};

template <typename Mapping>
void map_text(std::string_view text, std::string* mapped) {
  mapped->clear();
  if (is_ascii(text)) {
    for (const char c : text) {
      mapped->push_back(Mapping::ascii(c));
    }
    return;
  }
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    const int32_t code_point = next_code_point(text, &at);
    const int32_t other = code_point < 0 ? -1 : Mapping::unicode(code_point);
    if (other < 0) {
      mapped->append(text.substr(begin, at - begin));
    } else {
      append_utf8(*mapped, static_cast<char32_t>(other));
    }
  }
}

template <typename Mapping>
Result<ArrayPtr> run_case(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  std::string mapped;
  return text_rows(call, [&](size_t i, TextWriter& out) {
    map_text<Mapping>(texts[i], &mapped);
    out.add(mapped);
    return kNoFault;
  });
}

bool is_space(int32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

std::string_view without_leading(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    if (!is_space(next_code_point(text, &at))) {
      return text.substr(begin);
    }
  }
  return {};
}

std::string_view without_trailing(std::string_view text) {
  for (size_t end = text.size(); end > 0;) {
    size_t begin = end - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) {
      --begin;
    }
    size_t at = begin;
    if (!is_space(next_code_point(text, &at)) || at != end) {
      return text.substr(0, end);
    }
    end = begin;
  }
  return {};
}

template <bool leading, bool trailing>
Result<ArrayPtr> run_trim(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    std::string_view text = texts[i];
    text = leading ? without_leading(text) : text;
    out.add(trailing ? without_trailing(text) : text);
    return kNoFault;
  });
}

constexpr std::array<FunctionEntry, 5> kTextCaseFunctions = {{{"lower", run_case<Lower>},
                                                              {"upper", run_case<Upper>},
                                                              {"trim", run_trim<true, true>},
                                                              {"ltrim", run_trim<true, false>},
                                                              {"rtrim", run_trim<false, true>}}};

}  // namespace

std::span<const FunctionEntry> text_case_functions() {
  return kTextCaseFunctions;
}

}  // namespace omnigraph::exec
