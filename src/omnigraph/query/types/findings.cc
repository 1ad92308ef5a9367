#include "omnigraph/query/types/findings.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace omnigraph::query::types {
namespace {

constexpr size_t kExpressionLimitBytes = 120;

// Cut to a readable length, at the start of a character.
std::string excerpt(std::string_view text) {
  if (text.size() > kExpressionLimitBytes) {
    size_t end = kExpressionLimitBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
      --end;
    }
    text = text.substr(0, end);
  }
  return std::string(text);
}

}  // namespace

std::string_view Findings::text(SourceSpan span) const {
  const size_t begin = std::min<size_t>(span.begin, source_.size());
  const size_t end = std::clamp<size_t>(span.end, begin, source_.size());
  return source_.substr(begin, end - begin);
}

Diagnostic& Findings::add(std::vector<Diagnostic>& list,
                          const Code& code,
                          SourceSpan span,
                          std::string message) {
  const bool repeated = std::any_of(list.begin(), list.end(), [&](const Diagnostic& other) {
    return other.code == code.text && other.span.begin == span.begin && other.span.end == span.end;
  });
  if (repeated || list.size() >= kCollectLimit) {
    dropped_ = Diagnostic();
    return dropped_;
  }
  Diagnostic& diagnostic = list.emplace_back();
  diagnostic.code = std::string(code.text);
  diagnostic.message = std::move(message);
  diagnostic.span = span;
  return diagnostic;
}

Diagnostic& Findings::error(const Code& code, SourceSpan span, std::string message) {
  return add(errors_, code, span, std::move(message));
}

Diagnostic& Findings::warning(const Code& code, SourceSpan span, std::string message) {
  return add(warnings_, code, span, std::move(message));
}

void Findings::unsupported(SourceSpan span, std::string_view what) {
  add(unsupported_, codes::kUnsupported, span, std::string(what) + " is not supported yet");
}

bool Findings::suggest(Diagnostic& diagnostic,
                       std::string_view name,
                       SourceSpan span,
                       const std::vector<std::string>& candidates) {
  constexpr size_t kLongNameBytes = 64;
  constexpr size_t kMostCandidates = 2000;
  if (suggestions_left_ == 0 || candidates.size() > kMostCandidates ||
      name.size() > kLongNameBytes) {
    return false;
  }
  --suggestions_left_;
  std::vector<std::string> near;
  for (const std::string& candidate : candidates) {
    if (candidate.size() <= name.size() + 2 && name.size() <= candidate.size() + 2) {
      near.push_back(candidate);
    }
  }
  const std::optional<std::string> nearest = nearest_name(name, near);
  if (!nearest) {
    return false;
  }
  diagnostic.fix = "did you mean `" + *nearest + "`?";
  diagnostic.edits = {TextEdit{span, *nearest}};
  diagnostic.applicability = Applicability::kMachineApplicable;
  return true;
}

std::vector<Diagnostic> Findings::finished(std::vector<Diagnostic> list) const {
  std::stable_sort(list.begin(), list.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.span.begin < b.span.begin;
  });
  if (list.size() > kReportLimit) {
    list.resize(kReportLimit);
  }
  for (Diagnostic& diagnostic : list) {
    diagnostic.position = position_in(source_, diagnostic.span.begin);
    diagnostic.expression = excerpt(text(diagnostic.span));
  }
  return list;
}

}  // namespace omnigraph::query::types
