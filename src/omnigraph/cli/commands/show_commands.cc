// snapshot, schema show, commit list, commit show, version: the commands that tell about the graph.
#include <limits>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"
#include "omnigraph/base/version.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

// The graph that the options lead to, and the branch.
struct Shown {
  std::unique_ptr<engine::Engine> engine;
  std::string branch;
};

Result<Shown> open_shown(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  Shown shown;
  OG_ASSIGN_OR_RETURN(shown.engine, open_graph(uri, options.graph));
  shown.branch = resolve_branch(config, options.branch);
  return shown;
}

void optional_member(JsonWriter& json,
                     std::string_view name,
                     const std::optional<std::string>& value) {
  json.key(name);
  value ? json.string(*value) : json.null();
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
    optional_member(json, "table_branch", table.table_branch);
    json.member("row_count", table.row_count);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

// null stands for main, as everywhere in listings.
std::optional<std::string> manifest_branch(const graph::CommitHeader& commit) {
  return commit.branch == "main" ? std::nullopt : std::optional(commit.branch);
}

void write_commit(JsonWriter& json, const graph::CommitHeader& commit) {
  json.begin_object();
  json.member("graph_commit_id", commit.entry.graph_commit_id);
  optional_member(json, "manifest_branch", manifest_branch(commit));
  json.member("manifest_version", commit.entry.manifest_version);
  optional_member(json, "parent_commit_id", commit.entry.parent_commit_id);
  optional_member(json, "merged_parent_commit_id", commit.entry.merged_parent_commit_id);
  optional_member(json, "actor_id", commit.entry.actor_id);
  json.member("created_at", commit.entry.created_at);
  json.member("operation", commit.entry.operation);
  optional_member(json, "message", commit.entry.message);
  json.end_object();
}

std::string commit_line(const graph::CommitHeader& commit) {
  const auto& entry = commit.entry;
  return format("{} branch={} version={}{} at={} operation={}\n",
                entry.graph_commit_id,
                commit.branch,
                entry.manifest_version,
                entry.actor_id ? " actor=" + *entry.actor_id : "",
                format_instant(entry.created_at / 1000),
                entry.operation);
}

std::string commit_lines(const graph::CommitHeader& commit) {
  const auto& entry = commit.entry;
  std::string text = format("graph_commit_id: {}\nmanifest_branch: {}\nmanifest_version: {}\n",
                            entry.graph_commit_id,
                            commit.branch,
                            entry.manifest_version);
  const auto line = [&](std::string_view name, const std::optional<std::string>& value) {
    if (value) {
      text += format("{}: {}\n", name, *value);
    }
  };
  line("parent_commit_id", entry.parent_commit_id);
  line("merged_parent_commit_id", entry.merged_parent_commit_id);
  line("actor_id", entry.actor_id);
  text += format(
      "created_at: {}\noperation: {}\n", format_instant(entry.created_at / 1000), entry.operation);
  line("message", entry.message);
  for (const graph::Pin& pin : entry.changes) {
    text += format("changed: {} v{} rows={}\n", pin.table_key, pin.table_version, pin.row_count);
  }
  return text;
}

Status show_snapshot(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Shown shown, open_shown(options));
  OG_ASSIGN_OR_RETURN(const auto snapshot, shown.engine->snapshot({shown.branch, std::nullopt}));
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
  OG_ASSIGN_OR_RETURN(const auto source, shown.engine->schema_source({shown.branch, std::nullopt}));
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
  const size_t limit = options.limit == 0 ? std::numeric_limits<size_t>::max() : options.limit;
  OG_ASSIGN_OR_RETURN(const auto commits, shown.engine->commits(shown.branch, limit));
  if (!options.output.json) {
    std::string text;
    for (const graph::CommitHeader& commit : commits) {
      text += commit_line(commit);
    }
    return print(text);
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("commits");
  json.begin_array();
  for (const graph::CommitHeader& commit : commits) {
    write_commit(json, commit);
  }
  json.end_array();
  json.end_object();
  return print(json.text() + "\n");
}

Status show_commit(const ShowOptions& options) {
  OG_ASSIGN_OR_RETURN(const Shown shown, open_shown(options));
  OG_ASSIGN_OR_RETURN(const auto commit, shown.engine->commit(options.commit_id));
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
