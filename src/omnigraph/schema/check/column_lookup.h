// ColumnLookup: finds the properties that constraints name, and reports those that do not exist or
// do not fit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/schema/check/draft.h"
#include "omnigraph/schema/findings.h"

namespace omnigraph::schema {

// "key", "range", …
std::string_view constraint_name(ConstraintSyntax::Kind kind);

class ColumnLookup {
 public:
  // Borrows both; the draft's properties are complete.
  ColumnLookup(const TypeDraft& draft, Findings& findings);

  // The column that a word in the list of a @key, @unique or @index means; "@src" and "@dst" for
  // the ends of an edge. Nothing if it is wrong (reported) or its type is broken.
  std::optional<std::string> resolve(ConstraintSyntax::Kind kind, const Name& written);

  // The property that a @range or @check is about. Null if it is wrong (reported) or broken.
  const Property* find(const ConstraintSyntax& constraint);

  // Reports that the property `written` does not fit; `reason` ends the sentence "it …".
  void report_unfit(ConstraintSyntax::Kind kind, const Name& written, std::string_view reason);

  // Adds the words "did you mean …" for a property's name, and an edit of `span` if there is one.
  void suggest(Diagnostic& diagnostic, const std::string& name, std::optional<SourceSpan> span);

 private:
  void report_unknown(ConstraintSyntax::Kind kind, const Name& written);

  const TypeDraft& draft_;
  Findings& findings_;
};

}  // namespace omnigraph::schema
