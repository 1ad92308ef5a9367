// Findings: the diagnostics of one text, in the order in which lexer and parser meet them. Both
// lists are bounded, so that a hostile text cannot make them large; what exceeds the bounds is
// dropped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/diagnostic.h"

namespace omnigraph::query::syntax {

inline constexpr size_t kMaxErrors = 20;
inline constexpr size_t kMaxWarnings = 100;

class Findings {
 public:
  // `source` must live as long as this object.
  explicit Findings(std::string_view source) : source_(source) {}

  // Add a finding about `span`. The reference is for adding a fix; it is good until the next call.
  Diagnostic& error(std::string_view code, SourceSpan span, std::string message);
  Diagnostic& warning(std::string_view code, SourceSpan span, std::string message);

  bool has_errors() const { return !errors_.empty(); }

  // The lists by place in the text, with positions.
  std::vector<Diagnostic> take_errors() { return placed(std::move(errors_)); }
  std::vector<Diagnostic> take_warnings() { return placed(std::move(warnings_)); }

 private:
  Diagnostic& add(std::vector<Diagnostic>& list,
                  size_t limit,
                  std::string_view code,
                  SourceSpan span,
                  std::string message);
  std::vector<Diagnostic> placed(std::vector<Diagnostic> list) const;

  std::string_view source_;
  std::vector<Diagnostic> errors_;
  std::vector<Diagnostic> warnings_;
  Diagnostic dropped_;
};

// Adds to `finding` what to do, and the edits that do it.
void offer(Diagnostic& finding,
           std::string fix,
           std::vector<TextEdit> edits,
           Applicability applicability = Applicability::kMachineApplicable);

}  // namespace omnigraph::query::syntax
