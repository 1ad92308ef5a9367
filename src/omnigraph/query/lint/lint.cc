#include "omnigraph/query/lint/lint.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/query/lint/unset_properties.h"
#include "omnigraph/query/syntax/parser.h"
#include "omnigraph/query/types/check.h"

namespace omnigraph::query {

namespace {

size_t count_of(const LintReport& report, LintSeverity severity) {
  return static_cast<size_t>(std::count_if(
      report.findings.begin(), report.findings.end(), [&](const LintFinding& finding) {
        return finding.severity == severity;
      }));
}

LintFinding finding_of(const Diagnostic& diagnostic, std::vector<std::string> query_names) {
  LintFinding finding;
  finding.code = diagnostic.code;
  finding.message = diagnostic.message;
  if (!diagnostic.fix.empty()) {
    finding.message += format(" (fix: {})", diagnostic.fix);
  }
  finding.position = diagnostic.position;
  finding.query_names = std::move(query_names);
  return finding;
}

void sort_findings(std::vector<LintFinding>& findings) {
  const auto place = [](const LintFinding& f) {
    return std::tie(f.severity, f.type_name, f.property, f.message);
  };
  std::stable_sort(findings.begin(),
                   findings.end(),
                   [&](const LintFinding& a, const LintFinding& b) { return place(a) < place(b); });
}

// Checks one query; its warnings with a code go to `report.findings`.
LintQuery lint_query(const schema::CatalogPtr& catalog,
                     const ast::Query& query,
                     std::string_view source,
                     LintReport& report) {
  LintQuery result;
  result.name = query.name.text;
  result.is_read = query.is_read();
  if (!query.is_read() && query.params.empty()) {
    result.warnings.emplace_back(
        "mutation declares no params; hardcoded mutations are easy to miss");
  }
  const Result<CheckOutcome> outcome = type_check_query(catalog, query, source);
  if (!outcome.ok()) {
    result.error = outcome.error().message();
    result.errors = outcome.error().diagnostics();
    return result;
  }
  for (const Diagnostic& unsupported : outcome->unsupported) {
    result.warnings.push_back("cannot run yet: " + unsupported.message);
  }
  for (const Diagnostic& warning : outcome->warnings) {
    report.findings.push_back(finding_of(warning, {query.name.text}));
  }
  return result;
}

}  // namespace

size_t LintReport::error_count() const {
  const auto wrong = [](const LintQuery& query) { return !query.error.empty(); };
  return count_of(*this, LintSeverity::kError) +
         static_cast<size_t>(std::count_if(queries.begin(), queries.end(), wrong));
}

size_t LintReport::warning_count() const {
  size_t count = count_of(*this, LintSeverity::kWarning);
  for (const LintQuery& query : queries) {
    count += query.warnings.size();
  }
  return count;
}

size_t LintReport::info_count() const {
  return count_of(*this, LintSeverity::kInfo);
}

LintReport lint_file(const schema::CatalogPtr& catalog,
                     const ast::File& file,
                     std::string_view source) {
  LintReport report;
  for (const Diagnostic& warning : file.warnings) {
    report.findings.push_back(finding_of(warning, {}));
  }
  std::vector<const ast::Query*> right;
  const auto lint = [&](const ast::Query& query) {
    report.queries.push_back(lint_query(catalog, query, source, report));
    if (report.queries.back().error.empty()) {
      right.push_back(&query);
    }
  };
  for (const ast::Query& query : file.queries) {
    lint(query);
  }
  for (const ast::FileStatement& statement : file.statements) {
    if (statement.query != nullptr) {
      lint(*statement.query);
    }
  }
  for (LintFinding& finding : lint::unset_properties(*catalog, right)) {
    report.findings.push_back(std::move(finding));
  }
  sort_findings(report.findings);
  return report;
}

LintReport lint_text(const schema::CatalogPtr& catalog, std::string_view source) {
  const Result<ast::File> file = parse_query_file(source);
  if (file.ok()) {
    return lint_file(catalog, *file, source);
  }
  LintReport report;
  for (const Diagnostic& error : file.error().diagnostics()) {
    LintFinding finding = finding_of(error, {});
    finding.severity = LintSeverity::kError;
    finding.message = format("parse error: {}: {}", error.code, finding.message);
    finding.code = "Q000";
    report.findings.push_back(std::move(finding));
  }
  if (report.findings.empty()) {
    LintFinding finding;
    finding.severity = LintSeverity::kError;
    finding.code = "Q000";
    finding.message = "parse error: " + file.error().message();
    report.findings.push_back(std::move(finding));
  }
  return report;
}

}  // namespace omnigraph::query
