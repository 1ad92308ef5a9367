#include "omnigraph/query/syntax/findings.h"

#include <algorithm>
#include <utility>

#include "omnigraph/base/utf8.h"

namespace omnigraph::query::syntax {

namespace {

// The text of `span`, cut after about 120 bytes.
std::string excerpt(std::string_view source, SourceSpan span) {
  constexpr size_t kLimit = 120;
  const std::string_view text = source.substr(span.begin, span.end - span.begin);
  if (text.size() <= kLimit) {
    return std::string(text);
  }
  size_t end = kLimit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

Diagnostic& Findings::error(std::string_view code, SourceSpan span, std::string message) {
  return add(errors_, kMaxErrors, code, span, std::move(message));
}

Diagnostic& Findings::warning(std::string_view code, SourceSpan span, std::string message) {
  return add(warnings_, kMaxWarnings, code, span, std::move(message));
}

Diagnostic& Findings::add(std::vector<Diagnostic>& list,
                          size_t limit,
                          std::string_view code,
                          SourceSpan span,
                          std::string message) {
  if (list.size() >= limit) {
    dropped_ = {};
    return dropped_;
  }
  Diagnostic finding;
  finding.code = code;
  finding.message = std::move(message);
  finding.span = span;
  finding.expression = excerpt(source_, span);
  list.push_back(std::move(finding));
  return list.back();
}

std::vector<Diagnostic> Findings::placed(std::vector<Diagnostic> list) const {
  std::stable_sort(list.begin(), list.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.span.begin < b.span.begin;
  });
  // One walk over the text for all of them: position_in() for each would be quadratic.
  SourcePosition position;
  for (Diagnostic& finding : list) {
    for (; position.byte < finding.span.begin; ++position.byte) {
      const auto byte = static_cast<unsigned char>(source_[position.byte]);
      if (byte == '\n') {
        ++position.line;
        position.column = 1;
      } else if ((byte & 0xC0) != 0x80) {
        ++position.column;
      }
    }
    finding.position = position;
  }
  return list;
}

void offer(Diagnostic& finding,
           std::string fix,
           std::vector<TextEdit> edits,
           Applicability applicability) {
  finding.fix = std::move(fix);
  finding.edits = std::move(edits);
  finding.applicability = applicability;
}

}  // namespace omnigraph::query::syntax
