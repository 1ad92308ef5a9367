#include "omnigraph/cli/commands/commit_output.h"

#include "omnigraph/base/format.h"
#include "omnigraph/base/time.h"

namespace omnigraph::cli {
namespace {

// null stands for main, as everywhere in listings.
std::optional<std::string> manifest_branch(const graph::CommitHeader& commit) {
  return commit.branch == "main" ? std::nullopt : std::optional(commit.branch);
}

}  // namespace

void write_optional_member(JsonWriter& json,
                           std::string_view name,
                           const std::optional<std::string>& value) {
  json.key(name);
  value ? json.string(*value) : json.null();
}

namespace {

void write_changes(JsonWriter& json, const std::vector<graph::Pin>& changes) {
  json.key("changes");
  json.begin_array();
  for (const graph::Pin& pin : changes) {
    json.begin_object();
    json.member("table_key", pin.table_key);
    json.member("table_path", pin.table_path);
    json.member("table_version", pin.table_version);
    write_optional_member(json, "table_branch", pin.table_branch);
    json.member("row_count", pin.row_count);
    json.member("dropped", pin.dropped);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_commit(JsonWriter& json, const graph::CommitHeader& commit) {
  json.begin_object();
  write_commit_members(json, commit);
  json.end_object();
}

void write_commit_members(JsonWriter& json, const graph::CommitHeader& commit) {
  json.member("graph_commit_id", commit.entry.graph_commit_id);
  write_optional_member(json, "manifest_branch", manifest_branch(commit));
  json.member("manifest_version", commit.entry.manifest_version);
  write_optional_member(json, "parent_commit_id", commit.entry.parent_commit_id);
  write_optional_member(json, "merged_parent_commit_id", commit.entry.merged_parent_commit_id);
  write_optional_member(json, "actor_id", commit.entry.actor_id);
  json.member("created_at", commit.entry.created_at);
  json.member("operation", commit.entry.operation);
  write_optional_member(json, "message", commit.entry.message);
  if (!commit.entry.changes.empty()) {
    write_changes(json, commit.entry.changes);
  }
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

std::string info_line(const engine::BranchInfo& info) {
  return format("{} {} version={} at={}\n",
                info.name,
                info.commit_id,
                info.manifest_version,
                format_instant(info.created_at / 1000));
}

}  // namespace omnigraph::cli
