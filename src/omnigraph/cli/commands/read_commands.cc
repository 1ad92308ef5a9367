// read and export: the commands that give rows.
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/query_input.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/output/rows.h"

namespace omnigraph::cli {
namespace {

bool is_json(const std::string& format_name) {
  return format_name == "json" || format_name == "jsonl";
}

Status read(const QueryOptions& options, Reporting& reporting) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  reporting.json = is_json(resolve_format(config, options));
  OG_ASSIGN_OR_RETURN(const QueryInput input, resolve_query(config, options, AliasCommand::kRead));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(input.graph_uri, options.graph));
  reporting.source = SourceText{input.query_path, input.query_source};
  engine::ReadRequest request;
  request.query_source = input.query_source;
  request.query_name = input.query_name;
  request.params_json = input.params_json;
  request.target.branch = input.branch;
  if (!options.snapshot.empty()) {
    request.target.snapshot = options.snapshot;
  }
  const CancelToken cancel(system_clock(), deadline_after(options.timeout_seconds));
  OG_ASSIGN_OR_RETURN(const engine::ReadAnswer answer, engine->read(request, cancel));
  report_warnings(answer.warnings, &*reporting.source);
  const TableLayout layout{config.table_max_column_width, config.table_cell_layout};
  OG_ASSIGN_OR_RETURN(const std::string rows, format_rows(answer, input.format, layout));
  return print(rows);
}

Status export_graph(const ExportOptions& options) {
  if (options.jsonl) {
    report_warning("--jsonl is deprecated; `omnigraph export` always emits JSONL");
  }
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options.graph));
  const CancelToken cancel;
  return engine->export_rows(resolve_target(config, options.branch, options.at),
                             {options.types, options.tables},
                             print,
                             cancel);
}

}  // namespace

int run_read(const QueryOptions& options) {
  const bool json = options.output.json || is_json(options.format);
  return run_reported({json, options.output.timing, std::nullopt},
                      [&](Reporting& reporting) { return read(options, reporting); });
}

int run_export(const ExportOptions& options) {
  return run_reported({false, options.timing, std::nullopt},
                      [&](Reporting&) { return export_graph(options); });
}

}  // namespace omnigraph::cli
