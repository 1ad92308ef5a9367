// branch create, list, delete, rename, show.
#include "omnigraph/cli/commands/branch_commands.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/base/time.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"

namespace omnigraph::cli {
namespace {

using engine::BranchAnswer;
using engine::BranchInfo;

// An answer whose JSON begins with the graph's URI and ends with who asked.
std::string branch_json(const engine::Engine& engine,
                        const BranchOptions& options,
                        const std::function<void(JsonWriter&)>& members) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", engine.uri());
  members(json);
  write_optional_member(json, "actor_id", options.actor);
  json.end_object();
  return json.take() + "\n";
}

void write_info(JsonWriter& json, const BranchInfo& info) {
  json.member("graph_commit_id", info.commit_id);
  json.member("manifest_version", info.manifest_version);
}

Status create_branch(const BranchOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const BranchInfo born, engine->branch_create({options.name, options.from}));
  if (!options.output.json) {
    return print(format("created branch {} from {}\n", born.name, options.from));
  }
  return print(branch_json(*engine, options, [&](JsonWriter& json) {
    json.member("from", options.from);
    json.member("name", born.name);
    write_info(json, born);
  }));
}

std::string list_json(const std::vector<BranchInfo>& branches, bool details) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("branches");
  json.begin_array();
  for (const BranchInfo& branch : branches) {
    json.string(branch.name);
  }
  json.end_array();
  if (details) {
    json.key("heads");
    json.begin_array();
    for (const BranchInfo& branch : branches) {
      json.begin_object();
      json.member("name", branch.name);
      write_info(json, branch);
      json.member("created_at", branch.created_at);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
  return json.take() + "\n";
}

Status list_branches(const BranchOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(std::vector<BranchInfo> branches, engine->branch_list());
  std::sort(branches.begin(), branches.end(), [](const auto& a, const auto& b) {
    return a.name < b.name;
  });
  if (options.output.json) {
    return print(list_json(branches, options.details));
  }
  std::string text;
  for (const BranchInfo& branch : branches) {
    text += options.details ? info_line(branch) : branch.name + "\n";
  }
  return print(text);
}

Status delete_branch(const BranchOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_RETURN_IF_ERROR(engine->branch_delete({options.name, options.if_commit}));
  if (!options.output.json) {
    return print(format("deleted branch {}\n", options.name));
  }
  return print(
      branch_json(*engine, options, [&](JsonWriter& json) { json.member("name", options.name); }));
}

Status rename_branch(const BranchOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const BranchInfo born, engine->branch_rename(options.name, options.new_name));
  if (!options.output.json) {
    return print(format("renamed branch {} to {}\n", options.name, born.name));
  }
  return print(branch_json(*engine, options, [&](JsonWriter& json) {
    json.member("name", options.name);
    json.member("new_name", born.name);
    write_info(json, born);
  }));
}

// "5 rows (4 before)"
std::string rows_text(const BranchAnswer::ChangedTable& table) {
  if (!table.rows) {
    return format("gone ({} rows before)", table.rows_before.value_or(0));
  }
  return table.rows_before ? format("{} rows ({} before)", *table.rows, *table.rows_before)
                           : format("{} rows (new)", *table.rows);
}

std::string show_text(const BranchAnswer& answer) {
  std::string text = format("branch: {}\nhead: {}", answer.name, commit_line(answer.head));
  if (answer.head.entry.message) {
    text += format("message: {}\n", *answer.head.entry.message);
  }
  text += format("against {}: {} ahead, {} behind (common: {} version={})\n",
                 answer.against,
                 answer.ahead,
                 answer.behind,
                 answer.base_commit_id,
                 answer.base_version);
  for (const auto& table : answer.changed) {
    text += format("changed: {} {}\n", table.table_key, rows_text(table));
  }
  for (const auto& author : answer.authors) {
    text += format("author: {} {} commit{}\n",
                   author.actor_id.value_or("(none)"),
                   author.commits,
                   author.commits == 1 ? "" : "s");
  }
  return text;
}

void optional_number(JsonWriter& json, std::string_view name, std::optional<uint64_t> value) {
  json.key(name);
  value ? json.unsigned_integer(*value) : json.null();
}

std::string show_json(const BranchAnswer& answer) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("name", answer.name);
  json.key("head");
  write_commit(json, answer.head);
  json.member("against", answer.against);
  json.member("ahead", answer.ahead);
  json.member("behind", answer.behind);
  json.member("base_commit_id", answer.base_commit_id);
  json.member("base_manifest_version", answer.base_version);
  json.key("changed");
  json.begin_array();
  for (const auto& table : answer.changed) {
    json.begin_object();
    json.member("table_key", table.table_key);
    optional_number(json, "row_count", table.rows);
    optional_number(json, "base_row_count", table.rows_before);
    json.end_object();
  }
  json.end_array();
  json.key("authors");
  json.begin_array();
  for (const auto& author : answer.authors) {
    json.begin_object();
    write_optional_member(json, "actor_id", author.actor_id);
    json.member("commits", author.commits);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

Status show_branch(const BranchOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const BranchAnswer answer,
                      engine->branch_show(options.name, options.against));
  return print(options.output.json ? show_json(answer) : show_text(answer));
}

int run(const BranchOptions& options, Status (*body)(const BranchOptions&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return body(options); });
}

}  // namespace

int run_branch_create(const BranchOptions& options) {
  return run(options, create_branch);
}

int run_branch_list(const BranchOptions& options) {
  return run(options, list_branches);
}

int run_branch_delete(const BranchOptions& options) {
  return run(options, delete_branch);
}

int run_branch_rename(const BranchOptions& options) {
  return run(options, rename_branch);
}

int run_branch_show(const BranchOptions& options) {
  return run(options, show_branch);
}

}  // namespace omnigraph::cli
