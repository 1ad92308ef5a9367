// ingest: a load into a branch that is created if it is not there.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/branch_commands.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/load_sources.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/commands/write_conditions.h"

namespace omnigraph::cli {
namespace {

std::string ingest_json(const std::string& uri,
                        const IngestOptions& options,
                        const engine::IngestAnswer& answer) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", uri);
  json.member("branch", answer.branch);
  json.member("base_branch", answer.base_branch);
  json.member("branch_created", answer.branch_created);
  json.member("mode", answer.mode);
  json.key("tables");
  json.begin_array();
  for (const auto& table : answer.tables) {
    json.begin_object();
    json.member("table_key", table.table_key);
    json.member("rows_loaded", table.rows_loaded);
    json.end_object();
  }
  json.end_array();
  write_optional_member(json, "actor_id", options.load.write.actor);
  json.key("commit");
  json.begin_object();
  write_receipt(json, answer.load);
  json.end_object();
  json.end_object();
  return json.take() + "\n";
}

std::string ingest_text(const std::string& uri,
                        const IngestOptions& options,
                        const engine::IngestAnswer& answer) {
  std::string text = format("ingested {} into branch {} from {} with {} ({})\n",
                            uri,
                            answer.branch,
                            answer.base_branch,
                            answer.mode,
                            answer.branch_created ? "branch created" : "branch exists");
  for (const auto& table : answer.tables) {
    text += format("{} rows_loaded={}\n", table.table_key, table.rows_loaded);
  }
  if (options.load.write.any()) {
    text += receipt_line(answer.load);
  }
  if (options.load.write.actor) {
    text += format("actor_id: {}\n", *options.load.write.actor);
  }
  return text;
}

Status ingest(const IngestOptions& options) {
  const LoadOptions& load = options.load;
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(load.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, load.graph));
  OG_ASSIGN_OR_RETURN(LoadSources sources, load_sources(load.data, load.type));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, load.graph));
  engine::IngestRequest request;
  request.branch = resolve_branch(config, load.branch);
  request.mode = load.mode;
  request.from = options.from;
  request.strict = load.strict;
  request.actor_id = load.write.actor;
  OG_ASSIGN_OR_RETURN(request.conditions, write_conditions(load.write));
  const CancelToken cancel(system_clock(), deadline_after(load.timeout_seconds));
  OG_ASSIGN_OR_RETURN(const engine::IngestAnswer answer,
                      engine->ingest(std::move(sources.inputs), request, cancel));
  finish_write(*engine);
  for (const auto& [what, count] : answer.load.ignored) {
    report_warning(format("ignored {} ({} times): not in the schema", what, count));
  }
  return print(load.output.json ? ingest_json(uri, options, answer)
                                : ingest_text(uri, options, answer));
}

}  // namespace

int run_ingest(const IngestOptions& options) {
  return run_reported({options.load.output.json, options.load.output.timing, std::nullopt},
                      [&](Reporting&) { return ingest(options); });
}

}  // namespace omnigraph::cli
