// length, substring, left, right, replace, split, join, index_of, reverse, concat. Positions and
// lengths count code points; a code point begins at each byte that does not continue one.
#include <algorithm>
#include <array>

#include "omnigraph/base/utf8.h"
#include "omnigraph/exec/expressions/cell_text.h"
#include "omnigraph/exec/expressions/function_rows.h"
#include "omnigraph/exec/expressions/functions.h"
#include "omnigraph/exec/expressions/integer_argument.h"

namespace omnigraph::exec {
namespace {

using columnar::ArrayPtr;
using columnar::TypeKind;

constexpr FunctionFault kNegativeStart{kDomain, "the start of a substring is negative"};
constexpr FunctionFault kNegativeLength{kDomain, "the length of a substring is negative"};

bool begins_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// Where code point `index` of `text` begins; its end if it has fewer.
size_t offset_of(std::string_view text, int64_t index) {
  if (index >= static_cast<int64_t>(text.size())) {
    return text.size();
  }
  for (size_t at = 0; at < text.size(); ++at) {
    if (begins_code_point(text[at]) && index-- == 0) {
      return at;
    }
  }
  return text.size();
}

Result<ArrayPtr> run_length(const FunctionCall& call) {
  const Column& argument = call.arguments[0];
  if (argument.array->kind() == TypeKind::kString) {
    const TextColumn texts(argument);
    return fixed_rows<int64_t>(
        call, [&](size_t i) { return static_cast<int64_t>(utf8_length(texts[i])); });
  }
  return fixed_rows<int64_t>(call, [&](size_t i) {
    const size_t row = argument.row(i);
    return static_cast<int64_t>(argument.array->list_end(row) - argument.array->list_begin(row));
  });
}

Result<ArrayPtr> run_substring(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  const IntegerArgument starts(call.arguments[1]);
  const bool open = call.arguments.size() < 3;
  const IntegerArgument lengths(call.arguments[open ? 1 : 2]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    if (starts[i] < 0) {
      return &kNegativeStart;
    }
    if (!open && lengths[i] < 0) {
      return &kNegativeLength;
    }
    const std::string_view rest = texts[i].substr(offset_of(texts[i], starts[i]));
    out.add(open ? rest : rest.substr(0, offset_of(rest, lengths[i])));
    return kNoFault;
  });
}

Result<ArrayPtr> run_left(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  const IntegerArgument lengths(call.arguments[1]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    if (lengths[i] < 0) {
      return &kNegativeLength;
    }
    out.add(texts[i].substr(0, offset_of(texts[i], lengths[i])));
    return kNoFault;
  });
}

Result<ArrayPtr> run_right(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  const IntegerArgument lengths(call.arguments[1]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    if (lengths[i] < 0) {
      return &kNegativeLength;
    }
    const std::string_view text = texts[i];
    size_t begin = text.size();
    for (int64_t left = lengths[i]; left > 0 && begin > 0;) {
      left -= begins_code_point(text[--begin]) ? 1 : 0;
    }
    out.add(text.substr(begin));
    return kNoFault;
  });
}

Result<ArrayPtr> run_replace(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  const TextColumn from(call.arguments[1]);
  const TextColumn to(call.arguments[2]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    std::string_view rest = texts[i];
    while (!from[i].empty() && !out.full()) {
      const size_t found = rest.find(from[i]);
      if (found == std::string_view::npos) {
        break;
      }
      out.add(rest.substr(0, found));
      out.add(to[i]);
      rest.remove_prefix(found + from[i].size());
    }
    out.add(rest);
    return kNoFault;
  });
}

// The end of the code point that begins at `begin`.
size_t code_point_end(std::string_view text, size_t begin) {
  size_t end = begin + 1;
  while (end < text.size() && !begins_code_point(text[end])) {
    ++end;
  }
  return end;
}

void split_into(std::string_view text, std::string_view separator, columnar::Builder& items) {
  if (separator.empty()) {
    for (size_t at = 0; at < text.size();) {
      const size_t end = code_point_end(text, at);
      items.append_string(text.substr(at, end - at));
      at = end;
    }
    return;
  }
  for (;;) {
    const size_t found = text.find(separator);
    items.append_string(text.substr(0, found));
    if (found == std::string_view::npos) {
      return;
    }
    text.remove_prefix(found + separator.size());
  }
}

Result<ArrayPtr> run_split(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  const TextColumn separators(call.arguments[1]);
  columnar::Builder out(query::column_type(call.expr.type));
  size_t bytes = 0;
  for (size_t i = 0; i < call.rows; ++i) {
    if (call.validity.is_null(i)) {
      out.append_null();
      continue;
    }
    // Items are no longer than the text together, and no more than its bytes and one.
    bytes += texts[i].size() + 1;
    if (bytes > call.limit_bytes || bytes > size_t{std::numeric_limits<int32_t>::max()}) {
      return Error(ErrorCode::kResourceExhausted, "the items of `split` take too much memory");
    }
    split_into(texts[i], separators[i], out.child());
    out.finish_list();
  }
  return out.finish();
}

Result<ArrayPtr> run_join(const FunctionCall& call) {
  const Column& lists = call.arguments[0];
  const columnar::Array& items = lists.array->child(0);
  const TextColumn texts(Column{lists.array->children()[0]});
  const TextColumn separators(call.arguments[1]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    const size_t row = lists.row(i);
    bool first = true;
    for (size_t k = lists.array->list_begin(row); k < lists.array->list_end(row) && !out.full();
         ++k) {
      if (items.is_null(k)) {
        continue;
      }
      out.add(first ? std::string_view() : separators[i]);
      out.add(texts[k]);
      first = false;
    }
    return kNoFault;
  });
}

Result<ArrayPtr> run_index_of(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  const TextColumn parts(call.arguments[1]);
  return fixed_rows<int64_t>(call, [&](size_t i) {
    const size_t found = texts[i].find(parts[i]);
    return found == std::string_view::npos
               ? int64_t{-1}
               : static_cast<int64_t>(utf8_length(texts[i].substr(0, found)));
  });
}

Result<ArrayPtr> run_reverse(const FunctionCall& call) {
  const TextColumn texts(call.arguments[0]);
  return text_rows(call, [&](size_t i, TextWriter& out) {
    const std::string_view text = texts[i];
    for (size_t end = text.size(); end > 0;) {
      size_t begin = end - 1;
      while (begin > 0 && !begins_code_point(text[begin])) {
        --begin;
      }
      out.add(text.substr(begin, end - begin));
      end = begin;
    }
    return kNoFault;
  });
}

Result<ArrayPtr> run_concat(const FunctionCall& call) {
  std::vector<CellText> texts;
  texts.reserve(call.arguments.size());
  for (size_t a = 0; a < call.arguments.size(); ++a) {
    texts.emplace_back(call.arguments[a]);
  }
  return text_rows(call, [&](size_t i, TextWriter& out) {
    for (size_t a = 0; a < texts.size(); ++a) {
      if (!call.arguments[a].is_null(i)) {
        out.add(texts[a][i]);
      }
    }
    return kNoFault;
  });
}

constexpr std::array<FunctionEntry, 10> kTextFunctions = {
    {{"length", run_length},
     {"substring", run_substring},
     {"left", run_left},
     {"right", run_right},
     {"replace", run_replace},
     {"split", run_split},
     {"join", run_join},
     {"index_of", run_index_of},
     {"reverse", run_reverse},
     {"concat", run_concat, FunctionNulls::kOwn}}};

}  // namespace

std::span<const FunctionEntry> text_functions() {
  return kTextFunctions;
}

}  // namespace omnigraph::exec
