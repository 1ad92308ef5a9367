// query lint: what can be said about a query file without running it.
#include "omnigraph/base/format.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/input_file.h"
#include "omnigraph/cli/commands/query_input.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/engine/lint.h"

namespace omnigraph::cli {
namespace {

// Where the schema comes from.
struct SchemaSource {
  bool is_file = false;
  std::string place;  // path or URI
  std::string text;
};

Result<SchemaSource> schema_source(const Config& config, const LintOptions& options) {
  if (!options.schema_file.empty()) {
    OG_ASSIGN_OR_RETURN(std::string text, read_text_file(options.schema_file, "schema file"));
    return SchemaSource{true, options.schema_file, std::move(text)};
  }
  if (!names_graph(config, options.graph, nullptr)) {
    return Error(ErrorCode::kInvalidArgument,
                 "query lint requires --schema <schema.pg> or a resolvable repo target");
  }
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  OG_RETURN_IF_ERROR(require_local(uri, "query lint"));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options.graph));
  OG_ASSIGN_OR_RETURN(std::string text,
                      engine->schema_source({resolve_branch(config, std::nullopt), std::nullopt}));
  return SchemaSource{false, uri, std::move(text)};
}

std::string report_json(const query::LintReport& report,
                        const SchemaSource& schema,
                        const std::string& query_path) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("schema_source");
  json.begin_object();
  json.member("kind", schema.is_file ? "file" : "repo");
  json.member(schema.is_file ? "path" : "uri", schema.place);
  json.end_object();
  json.member("query_path", query_path);
  query::write_lint_members(json, report);
  json.end_object();
  return json.take() + "\n";
}

std::string_view severity_word(query::LintSeverity severity) {
  switch (severity) {
    case query::LintSeverity::kError:
      return "ERROR";
    case query::LintSeverity::kWarning:
      return "WARN ";
    case query::LintSeverity::kInfo:
      return "INFO ";
  }
  return "INFO ";
}

std::string report_text(const query::LintReport& report, const SourceText& source) {
  std::string text;
  for (const query::LintQuery& query : report.queries) {
    if (query.error.empty()) {
      text += format("OK    query `{}` ({})\n", query.name, query.is_read ? "read" : "mutation");
    } else {
      text += format("ERROR query `{}`: {}\n", query.name, query.error);
      for (const Diagnostic& diagnostic : query.errors) {
        text += describe_place(diagnostic, source);
      }
    }
    for (const std::string& warning : query.warnings) {
      text += format("WARN  query `{}`: {}\n", query.name, warning);
    }
  }
  for (const query::LintFinding& finding : report.findings) {
    text += format("{} {}\n", severity_word(finding.severity), finding.message);
    if (finding.position) {
      Diagnostic place;
      place.code = finding.code;
      place.position = finding.position;
      text += describe_place(place, source);
    }
  }
  return text + format(
                    "INFO  Lint complete: {} queries processed ({} error(s), {} warning(s), {} "
                    "info item(s))\n",
                    report.queries.size(),
                    report.error_count(),
                    report.warning_count(),
                    report.info_count());
}

Status lint(const LintOptions& options, Reporting& reporting, bool* right) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string path, find_query_file(config, options.query_file));
  OG_ASSIGN_OR_RETURN(const std::string source, read_text_file(path, "query file"));
  OG_ASSIGN_OR_RETURN(const SchemaSource schema, schema_source(config, options));
  reporting.source = SourceText{schema.place, schema.text};
  OG_ASSIGN_OR_RETURN(const query::LintReport report, engine::lint_queries(schema.text, source));
  *right = report.ok();
  return print(options.output.json ? report_json(report, schema, path)
                                   : report_text(report, SourceText{path, source}));
}

}  // namespace

int run_query_lint(const LintOptions& options) {
  bool right = false;
  const int code =
      run_reported({options.output.json, false, std::nullopt},
                   [&](Reporting& reporting) { return lint(options, reporting, &right); });
  return code == 0 && !right ? 1 : code;
}

}  // namespace omnigraph::cli
