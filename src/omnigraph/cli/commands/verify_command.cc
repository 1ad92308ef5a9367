// verify: what is wrong with a stored graph, if anything.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/output/progress.h"

namespace omnigraph::cli {
namespace {

std::string report_json(const std::string& uri, const graph::VerifyReport& report, bool deep) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", uri);
  json.member("clean", report.finding_count == 0);
  json.member("deep", deep);
  json.member("records", report.records);
  json.member("commits", report.commits);
  json.member("objects", report.objects);
  json.member("rows", report.rows);
  json.member("finding_count", report.finding_count);
  json.key("findings");
  json.begin_array();
  for (const graph::VerifyFinding& finding : report.findings) {
    json.begin_object();
    json.member("object", finding.object);
    json.member("problem", finding.problem);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string report_text(const std::string& uri, const graph::VerifyReport& report, bool deep) {
  std::string text;
  for (const graph::VerifyFinding& finding : report.findings) {
    text += format("{}: {}\n", finding.object, finding.problem);
  }
  if (report.finding_count > report.findings.size()) {
    text += format("… and {} more\n", report.finding_count - report.findings.size());
  }
  return text + format("{} {}: {} commits in {} records, {} objects, {} rows; {}\n",
                       deep ? "verified deeply" : "verified",
                       uri,
                       report.commits,
                       report.records,
                       report.objects,
                       report.rows,
                       report.finding_count == 0 ? std::string("clean")
                                                 : format("{} findings", report.finding_count));
}

Status verify(const VerifyOptions& options, bool* clean) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  graph::VerifyOptions request;
  request.deep = options.deep;
  const CancelToken cancel;
  const Result<graph::VerifyReport> report = [&] {
    ProgressLine progress;
    request.progress = [&](const graph::VerifyProgress& at) {
      progress.show(
          format("{} of {} records, {} objects", at.records, at.records_total, at.objects));
    };
    return verify_stored(uri, options.graph, request, cancel);
  }();
  OG_RETURN_IF_ERROR(report);
  *clean = report->finding_count == 0;
  return print(options.output.json ? report_json(uri, *report, options.deep)
                                   : report_text(uri, *report, options.deep));
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  bool clean = true;
  const int code = run_reported({options.output.json, options.output.timing, std::nullopt},
                                [&](Reporting&) { return verify(options, &clean); });
  return code == 0 && !clean ? 1 : code;
}

}  // namespace omnigraph::cli
