// snapshot, schema show, commit list, commit show, version: the commands that tell about the graph.
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/version.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/history_commands.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

// The graph that the options lead to, and the state.
struct Shown {
  std::unique_ptr<engine::Engine> engine;
  engine::Target target;
};

Result<Shown> open_shown(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  Shown shown;
  OG_ASSIGN_OR_RETURN(shown.engine, open_graph(uri, options.graph));
  shown.target = resolve_target(config, options.branch, options.at);
  return shown;
}

std::string snapshot_json(const engine::SnapshotAnswer& snapshot) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("branch", snapshot.branch);
  json.member("manifest_version", snapshot.manifest_version);
  json.key("tables");
  json.begin_array();
  for (const engine::TableInfo& table : snapshot.tables) {
    json.begin_object();
    json.member("table_key", table.table_key);
    json.member("table_path", table.table_path);
    json.member("table_version", table.table_version);
    write_optional_member(json, "table_branch", table.table_branch);
    json.member("row_count", table.row_count);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

Status show_snapshot(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Shown shown, open_shown(options));
  OG_ASSIGN_OR_RETURN(const auto snapshot, shown.engine->snapshot(shown.target));
  if (options.output.json) {
    return print(snapshot_json(snapshot));
  }
  std::string text =
      format("branch: {}\nmanifest_version: {}\n", snapshot.branch, snapshot.manifest_version);
  for (const engine::TableInfo& table : snapshot.tables) {
    text += format("{} v{} branch={} rows={}\n",
                   table.table_key,
                   table.table_version,
                   table.table_branch.value_or("main"),
                   table.row_count);
  }
  return print(text);
}

Status show_schema(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Shown shown, open_shown(options));
  OG_ASSIGN_OR_RETURN(const auto source, shown.engine->schema_source(shown.target));
  if (!options.output.json) {
    return print(source);
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("schema_source", source);
  json.end_object();
  return print(json.text() + "\n");
}

Status list_commits(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Shown shown, open_shown(options));
  engine::CommitListRequest request;
  request.branch = shown.target.branch;
  request.author = options.author;
  request.type = options.type;
  request.since = options.since;
  request.until = options.until;
  request.limit = options.limit;
  request.cursor = options.cursor;
  OG_ASSIGN_OR_RETURN(const engine::CommitList list, shown.engine->commit_list(request));
  if (!options.output.json) {
    std::string text;
    for (const graph::CommitHeader& commit : list.commits) {
      text += commit_line(commit);
    }
    OG_RETURN_IF_ERROR(print(text));
    if (list.next_cursor) {
      report_notice(format("older ones: --cursor {}", *list.next_cursor));
    }
    return {};
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("commits");
  json.begin_array();
  for (const graph::CommitHeader& commit : list.commits) {
    write_commit(json, commit);
  }
  json.end_array();
  write_optional_member(json, "next_cursor", list.next_cursor);
  json.end_object();
  return print(json.text() + "\n");
}

Status show_commit(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Shown shown, open_shown(options));
  OG_ASSIGN_OR_RETURN(const auto commit, shown.engine->commit(options.commit_id));
  if (options.changes) {
    return print_commit_with_changes(*shown.engine, commit, options.output.json);
  }
  if (!options.output.json) {
    return print(commit_lines(commit));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  write_commit(json, commit);
  return print(json.text() + "\n");
}

int run(const ShowOptions& options, Status (*show)(const ShowOptions&)) {
  return run_reported({options.output.json, false, std::nullopt},
                      [&](Reporting&) { return show(options); });
}

}  // namespace

int run_snapshot(const ShowOptions& options) {
  return run(options, show_snapshot);
}

int run_schema_show(const ShowOptions& options) {
  return run(options, show_schema);
}

int run_commit_list(const ShowOptions& options) {
  return run(options, list_commits);
}

int run_commit_show(const ShowOptions& options) {
  return run(options, show_commit);
}

int run_version() {
  return run_reported(
      {}, [](Reporting&) { return print(format("omnigraph {}\n", program_version())); });
}

}  // namespace omnigraph::cli
