#include "omnigraph/schema/check/column_lookup.h"

#include "omnigraph/base/format.h"
#include "omnigraph/schema/check/fitness.h"

namespace omnigraph::schema {

std::string_view constraint_name(ConstraintSyntax::Kind kind) {
  switch (kind) {
    case ConstraintSyntax::Kind::kKey:
      return "key";
    case ConstraintSyntax::Kind::kUnique:
      return "unique";
    case ConstraintSyntax::Kind::kIndex:
      return "index";
    case ConstraintSyntax::Kind::kRange:
      return "range";
    case ConstraintSyntax::Kind::kCheck:
      return "check";
  }
  return "?";
}

ColumnLookup::ColumnLookup(const TypeDraft& draft, Findings& findings)
    : draft_(draft), findings_(findings) {}

std::optional<std::string> ColumnLookup::resolve(ConstraintSyntax::Kind kind, const Name& written) {
  const std::string& name = written.text;
  const bool is_edge = draft_.syntax->kind == DeclarationSyntax::Kind::kEdge;
  if (name == "@src" || name == "@dst") {
    if (is_edge) {
      return name;
    }
    findings_.add(Code::kUnknownProperty,
                  written.span,
                  format("`{}` is for edges only, found on {}", name, describe(*draft_.syntax)));
    return std::nullopt;
  }
  const Property* property = draft_.properties.find(name);
  if (property == nullptr && is_edge && (name == "src" || name == "dst")) {
    return "@" + name;
  }
  if (property == nullptr) {
    report_unknown(kind, written);
    return std::nullopt;
  }
  if (draft_.properties.is_broken(name)) {
    return std::nullopt;
  }
  const std::string reason = reason_unfit(constraint_name(kind), property->type);
  if (!reason.empty()) {
    report_unfit(kind, written, reason);
    return std::nullopt;
  }
  return name;
}

const Property* ColumnLookup::find(const ConstraintSyntax& constraint) {
  const Name& written = constraint.columns[0];
  const Property* property = draft_.properties.find(written.text);
  if (property == nullptr) {
    report_unknown(constraint.kind, written);
    return nullptr;
  }
  return draft_.properties.is_broken(written.text) ? nullptr : property;
}

void ColumnLookup::report_unknown(ConstraintSyntax::Kind kind, const Name& written) {
  Diagnostic& diagnostic = findings_.add(Code::kUnknownProperty,
                                         written.span,
                                         format("`@{}` of {} names unknown property '{}'",
                                                constraint_name(kind),
                                                describe(*draft_.syntax),
                                                written.text));
  suggest(diagnostic, written.text, written.span);
}

void ColumnLookup::report_unfit(ConstraintSyntax::Kind kind,
                                const Name& written,
                                std::string_view reason) {
  findings_.add(Code::kConstraintType,
                written.span,
                format("`@{}` does not fit {}: it {}",
                       constraint_name(kind),
                       describe(*draft_.syntax, written.text),
                       reason));
}

void ColumnLookup::suggest(Diagnostic& diagnostic,
                           const std::string& name,
                           std::optional<SourceSpan> span) {
  constexpr size_t kManyProperties = 500;
  if (draft_.properties.properties().size() > kManyProperties) {
    return;
  }
  findings_.suggest(diagnostic, name, span.value_or(SourceSpan{}), draft_.properties.names());
  if (!span) {
    diagnostic.edits.clear();
  }
}

}  // namespace omnigraph::schema
