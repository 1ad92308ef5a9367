// Findings: collects what the parser and the checks have to say about one schema text, so that a
// user sees all of it at once. Positions are worked out at the end, for what is reported only.
// Used by one thread; borrows the source, which must outlive it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/base/diagnostic.h"
#include "omnigraph/base/error.h"
#include "omnigraph/schema/check/codes.h"

namespace omnigraph::schema {

class Findings {
 public:
  // What one error carries.
  static constexpr size_t kReportLimit = 20;
  // Beyond this many the rest is dropped, so that hostile texts cost no more.
  static constexpr size_t kCollectLimit = 1000;

  explicit Findings(std::string_view source) : source_(source) {}

  // The returned reference is valid until the next call; use it to add a fix or edits.
  Diagnostic& add(Code code, SourceSpan span, std::string message);
  // A lint note (code L…): it does not make the schema wrong.
  Diagnostic& add_warning(std::string code, SourceSpan span, std::string message);

  // Completes `diagnostic` with the name nearest to `name`, if one is near enough to be meant: a
  // fix "did you mean …" and an edit of `span`. Searches only while that is cheap: short lists,
  // names of ordinary length, the first findings of a text.
  void suggest(Diagnostic& diagnostic,
               std::string_view name,
               SourceSpan span,
               const std::vector<std::string>& candidates);

  // Adds the finding "`what` … is not supported yet".
  void add_unsupported(SourceSpan span, std::string_view what);

  // Whether the schema is free of errors so far.
  bool empty() const { return errors_.empty(); }
  bool is_full() const { return errors_.size() >= kCollectLimit; }
  std::string_view source() const { return source_; }

  // The first kReportLimit findings in text order, as kInvalidArgument; kUnsupported if all that is
  // wrong is not supported yet. Not for empty().
  Error to_error() const;
  // All warnings in text order, at most kReportLimit.
  std::vector<Diagnostic> warnings() const;

 private:
  std::vector<Diagnostic> in_text_order(const std::vector<Diagnostic>& list) const;

  std::string_view source_;
  std::vector<Diagnostic> errors_;
  std::vector<Diagnostic> warnings_;
  Diagnostic dropped_;  // what add() hands out when full
  size_t suggestions_left_ = 100;
};

}  // namespace omnigraph::schema
