#include "omnigraph/schema/findings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "omnigraph/base/check.h"

namespace omnigraph::schema {

namespace {

constexpr size_t kExpressionLimitBytes = 120;

// The text of `span`, cut to a readable length at a character's start.
std::string excerpt(std::string_view source, SourceSpan span) {
  const size_t begin = std::min<size_t>(span.begin, source.size());
  size_t end = std::min<size_t>(span.end, source.size());
  if (end - begin > kExpressionLimitBytes) {
    end = begin + kExpressionLimitBytes;
    while (end > begin && (static_cast<unsigned char>(source[end]) & 0xC0) == 0x80) {
      --end;
    }
  }
  return std::string(source.substr(begin, end - begin));
}

Diagnostic make_diagnostic(std::string code, SourceSpan span, std::string message) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.span = span;
  return diagnostic;
}

}  // namespace

Diagnostic& Findings::add(Code code, SourceSpan span, std::string message) {
  if (is_full()) {
    dropped_ = Diagnostic();
    return dropped_;
  }
  errors_.push_back(make_diagnostic(code_text(code), span, std::move(message)));
  return errors_.back();
}

Diagnostic& Findings::add_warning(std::string code, SourceSpan span, std::string message) {
  if (warnings_.size() >= kCollectLimit) {
    dropped_ = Diagnostic();
    return dropped_;
  }
  warnings_.push_back(make_diagnostic(std::move(code), span, std::move(message)));
  return warnings_.back();
}

void Findings::add_unsupported(SourceSpan span, std::string_view what) {
  add(Code::kNotSupportedYet, span, std::string(what) + " is not supported yet");
}

std::vector<Diagnostic> Findings::in_text_order(const std::vector<Diagnostic>& list) const {
  std::vector<Diagnostic> sorted = list;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.span.begin < b.span.begin;
  });
  if (sorted.size() > kReportLimit) {
    sorted.resize(kReportLimit);
  }
  for (Diagnostic& diagnostic : sorted) {
    diagnostic.position = position_in(source_, diagnostic.span.begin);
    diagnostic.expression = excerpt(source_, diagnostic.span);
  }
  return sorted;
}

Error Findings::to_error() const {
  OG_CHECK(!empty(), "no finding to make an error of");
  const std::string unsupported = code_text(Code::kNotSupportedYet);
  const bool only_unsupported =
      std::all_of(errors_.begin(), errors_.end(), [&](const Diagnostic& diagnostic) {
        return diagnostic.code == unsupported;
      });
  Error invalid = Error::from_diagnostics(in_text_order(errors_));
  return only_unsupported ? Error(ErrorCode::kUnsupported, invalid.message(), invalid.detail())
                          : invalid;
}

std::vector<Diagnostic> Findings::warnings() const {
  return in_text_order(warnings_);
}

void Findings::suggest(Diagnostic& diagnostic,
                       std::string_view name,
                       SourceSpan span,
                       const std::vector<std::string>& candidates) {
  constexpr size_t kCandidateLimit = 500;
  constexpr size_t kLongNameBytes = 64;
  constexpr size_t kShortNameBytes = 3;  // two edits turn such a name into any other
  if (suggestions_left_ == 0 || candidates.size() > kCandidateLimit ||
      name.size() <= kShortNameBytes || name.size() > kLongNameBytes) {
    return;
  }
  --suggestions_left_;
  std::vector<std::string> near;
  for (const std::string& candidate : candidates) {
    if (candidate.size() <= name.size() + 2 && name.size() <= candidate.size() + 2) {
      near.push_back(candidate);
    }
  }
  if (const std::optional<std::string> nearest = nearest_name(name, near)) {
    diagnostic.fix = "did you mean `" + *nearest + "`?";
    diagnostic.edits = {{span, *nearest}};
    diagnostic.applicability = Applicability::kNeedsReview;
  }
}

}  // namespace omnigraph::schema
