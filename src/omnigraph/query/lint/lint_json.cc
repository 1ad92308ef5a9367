// The report as JSON members.
#include "omnigraph/query/lint/lint.h"

namespace omnigraph::query {

namespace {

std::string_view severity_name(LintSeverity severity) {
  switch (severity) {
    case LintSeverity::kError:
      return "error";
    case LintSeverity::kWarning:
      return "warning";
    case LintSeverity::kInfo:
      return "info";
  }
  return "info";
}

void write_strings(JsonWriter& json,
                   std::string_view name,
                   const std::vector<std::string>& values) {
  if (values.empty()) {
    return;
  }
  json.key(name);
  json.begin_array();
  for (const std::string& value : values) {
    json.string(value);
  }
  json.end_array();
}

void write_query(JsonWriter& json, const LintQuery& query) {
  json.begin_object();
  json.member("name", query.name);
  json.member("kind", query.is_read ? "read" : "mutation");
  json.member("status", query.error.empty() ? "ok" : "error");
  if (!query.error.empty()) {
    json.member("error", query.error);
  }
  write_strings(json, "warnings", query.warnings);
  json.end_object();
}

void write_finding(JsonWriter& json, const LintFinding& finding) {
  json.begin_object();
  json.member("severity", severity_name(finding.severity));
  json.member("code", finding.code);
  json.member("message", finding.message);
  if (!finding.type_name.empty()) {
    json.member("type_name", finding.type_name);
  }
  if (!finding.property.empty()) {
    json.member("property", finding.property);
  }
  write_strings(json, "query_names", finding.query_names);
  if (finding.position) {
    json.member("line", finding.position->line);
    json.member("column", finding.position->column);
  }
  json.end_object();
}

}  // namespace

void write_lint_members(JsonWriter& json, const LintReport& report) {
  json.member("status", report.ok() ? "ok" : "error");
  json.member("queries_processed", static_cast<uint64_t>(report.queries.size()));
  json.member("errors", static_cast<uint64_t>(report.error_count()));
  json.member("warnings", static_cast<uint64_t>(report.warning_count()));
  json.member("infos", static_cast<uint64_t>(report.info_count()));
  json.key("results");
  json.begin_array();
  for (const LintQuery& query : report.queries) {
    write_query(json, query);
  }
  json.end_array();
  json.key("findings");
  json.begin_array();
  for (const LintFinding& finding : report.findings) {
    write_finding(json, finding);
  }
  json.end_array();
}

}  // namespace omnigraph::query
