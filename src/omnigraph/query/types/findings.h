// Findings: what the checker has to say about one query text: errors, warnings, and constructs that
// cannot run yet. Used by one thread; borrows the source, which must outlive it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/query/types/codes.h"

namespace omnigraph::query::types {

class Findings {
 public:
  // What one report carries.
  static constexpr size_t kReportLimit = 20;
  // Beyond this many the rest is dropped, so that hostile texts cost no more.
  static constexpr size_t kCollectLimit = 200;

  explicit Findings(std::string_view source) : source_(source) {}

  // The references are valid until the next call of the same function; use them to add a fix or
  // edits. The same code at the same place is reported once.
  Diagnostic& error(const Code& code, SourceSpan span, std::string message);
  Diagnostic& warning(const Code& code, SourceSpan span, std::string message);
  // "`what` is not supported yet"; `what` as a reader would name it: "`union`".
  void unsupported(SourceSpan span, std::string_view what);

  // Completes `diagnostic` with the candidate nearest to `name`, if one is near enough to be meant:
  // a fix "did you mean …" and the edit that puts it at `span`. True if there is one.
  bool suggest(Diagnostic& diagnostic,
               std::string_view name,
               SourceSpan span,
               const std::vector<std::string>& candidates);

  bool has_errors() const { return !errors_.empty(); }
  bool has_unsupported() const { return !unsupported_.empty(); }
  size_t error_count() const { return errors_.size(); }
  bool is_full() const { return errors_.size() >= kCollectLimit; }
  std::string_view source() const { return source_; }
  // The text of `span`.
  std::string_view text(SourceSpan span) const;

  // In text order, at most kReportLimit, with positions and expressions.
  std::vector<Diagnostic> errors() const { return finished(errors_); }
  std::vector<Diagnostic> warnings() const { return finished(warnings_); }
  std::vector<Diagnostic> unsupported() const { return finished(unsupported_); }

 private:
  std::vector<Diagnostic> finished(std::vector<Diagnostic> list) const;
  Diagnostic& add(std::vector<Diagnostic>& list,
                  const Code& code,
                  SourceSpan span,
                  std::string message);

  std::string_view source_;
  std::vector<Diagnostic> errors_;
  std::vector<Diagnostic> warnings_;
  std::vector<Diagnostic> unsupported_;
  Diagnostic dropped_;  // what add() hands out for a repeated finding or a full list
  size_t suggestions_left_ = 100;
};

}  // namespace omnigraph::query::types
