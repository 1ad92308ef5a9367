// read and export: the commands that give rows.
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/output/report.h"
#include "omnigraph/cli/output/rows.h"

namespace omnigraph::cli {

int run_read(const QueryOptions& options) {
  const Stopwatch watch;
  const std::string format_name = options.output.json ? "json" : options.format;
  const bool as_json = format_name == "json" || format_name == "jsonl";
  const auto source = read_text_file(options.query_file, "query file");
  if (!source.ok()) {
    return report_error(source.error(), as_json);
  }
  const auto params = read_params(options);
  if (!params.ok()) {
    return report_error(params.error(), as_json);
  }
  const auto engine = open_graph(options.graph);
  if (!engine.ok()) {
    return report_error(engine.error(), as_json);
  }
  engine::ReadRequest request;
  request.query_source = *source;
  request.query_name = options.name;
  request.params_json = *params;
  request.target.branch = options.branch;
  if (!options.snapshot.empty()) {
    request.target.snapshot = options.snapshot;
  }
  const SourceText text{options.query_file, *source};
  const CancelToken cancel;
  const auto answer = (*engine)->read(request, cancel);
  if (!answer.ok()) {
    return report_error(answer.error(), as_json, &text);
  }
  report_warnings(answer->warnings, &text);
  const auto rows = format_rows(*answer, format_name, {});
  if (!rows.ok()) {
    return report_error(rows.error(), as_json);
  }
  const Status printed = print(*rows);
  if (options.output.timing) {
    report_timing(watch.elapsed_us());
  }
  return printed.ok() ? 0 : report_error(printed.error(), as_json);
}

int run_export(const ExportOptions& options) {
  const Stopwatch watch;
  if (options.jsonl) {
    report_warning("--jsonl is deprecated; `omnigraph export` always emits JSONL");
  }
  const auto engine = open_graph(options.graph);
  if (!engine.ok()) {
    return report_error(engine.error(), false);
  }
  const CancelToken cancel;
  const Status exported = (*engine)->export_rows(
      {options.branch, std::nullopt},
      {options.types, options.tables},
      [](std::string_view text) { return print(text); },
      cancel);
  if (!exported.ok()) {
    return report_error(exported.error(), false);
  }
  if (options.timing) {
    report_timing(watch.elapsed_us());
  }
  return 0;
}

}  // namespace omnigraph::cli
