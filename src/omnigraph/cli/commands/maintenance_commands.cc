// optimize, cleanup and stats: keeping a graph small and fast, and seeing whether it is.
#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/duration.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/output/table.h"

namespace omnigraph::cli {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

struct Maintained {
  std::string uri;
  std::string branch;
  std::unique_ptr<engine::Engine> engine;
};

Result<Maintained> open_for(const MaintenanceOptions& options, const std::string& operation) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  Maintained opened;
  OG_ASSIGN_OR_RETURN(opened.uri, resolve_graph(config, options.graph));
  OG_RETURN_IF_ERROR(require_local(opened.uri, operation));
  OG_ASSIGN_OR_RETURN(opened.engine, open_graph(opened.uri, options.graph));
  opened.branch = resolve_branch(config, options.branch);
  return opened;
}

std::string padded(std::string text) {
  constexpr size_t kKeyWidth = 40;
  text.resize(std::max(text.size(), kKeyWidth), ' ');
  return text;
}

// ---- optimize ----------------------------------------------------------------------------------

std::string optimize_json(const std::string& uri, const engine::OptimizeAnswer& answer) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", uri);
  json.key("commit_id");
  answer.commit_id ? json.string(*answer.commit_id) : json.null();
  json.key("tables");
  json.begin_array();
  for (const graph::OptimizedTable& table : answer.tables) {
    json.begin_object();
    json.member("table_key", table.table_key);
    json.member("fragments_removed", table.fragments_removed);
    json.member("fragments_added", table.fragments_added);
    json.member("committed", table.committed);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string optimize_text(const std::string& uri, const engine::OptimizeAnswer& answer) {
  std::string text = format("optimize {} — {} tables\n", uri, answer.tables.size());
  for (const graph::OptimizedTable& table : answer.tables) {
    text += format("  {} ", padded(table.table_key));
    text += table.committed
                ? format("frags {} → {} ✓\n", table.fragments_removed, table.fragments_added)
                : "no-op\n";
  }
  return text;
}

Status optimize(const MaintenanceOptions& options) {
  OG_ASSIGN_OR_RETURN(Maintained opened, open_for(options, "optimize"));
  engine::OptimizeRequest request;
  request.branch = opened.branch;
  request.tables = {options.tables.begin(), options.tables.end()};
  OG_ASSIGN_OR_RETURN(const engine::OptimizeAnswer answer,
                      opened.engine->optimize(request, CancelToken()));
  if (answer.commit_id) {
    finish_write(*opened.engine);
  }
  return print(options.output.json ? optimize_json(opened.uri, answer)
                                   : optimize_text(opened.uri, answer));
}

// ---- cleanup -----------------------------------------------------------------------------------

struct CleanupPolicy {
  std::optional<uint64_t> keep;
  std::optional<uint64_t> older_than_s;
  uint64_t grace_s = graph::kDefaultGraceUs / kSecondUs;

  std::string text() const {
    std::string text;
    if (keep) {
      text = format("keep {} versions", *keep);
    }
    if (older_than_s) {
      text += format("{}remove anything older than {}s", text.empty() ? "" : ", ", *older_than_s);
    }
    return text;
  }
};

Result<CleanupPolicy> policy_of(const MaintenanceOptions& options) {
  CleanupPolicy policy;
  policy.keep = options.keep;
  if (!options.older_than.empty()) {
    OG_ASSIGN_OR_RETURN(policy.older_than_s, parse_duration(options.older_than));
  }
  if (!options.grace.empty()) {
    OG_ASSIGN_OR_RETURN(policy.grace_s, parse_duration(options.grace));
  }
  if (!policy.keep && !policy.older_than_s) {
    return Error(ErrorCode::kInvalidArgument,
                 "cleanup requires at least one of --keep or --older-than");
  }
  return policy;
}

struct CleanupTotals {
  uint64_t versions = 0;
  uint64_t bytes = 0;
};

CleanupTotals totals_of(const graph::CleanupReport& report) {
  CleanupTotals totals;
  for (const graph::CleanedTable& table : report.tables) {
    totals.versions += table.old_versions_removed;
    totals.bytes += table.bytes_removed;
  }
  return totals;
}

std::string cleanup_json(const std::string& uri,
                         const CleanupPolicy& policy,
                         const graph::CleanupReport& report,
                         bool confirmed) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", uri);
  json.key("keep_versions");
  policy.keep ? json.unsigned_integer(*policy.keep) : json.null();
  json.key("older_than_secs");
  policy.older_than_s ? json.unsigned_integer(*policy.older_than_s) : json.null();
  json.member("grace_secs", policy.grace_s);
  json.member("confirmed", confirmed);
  json.member("records_thinned", report.records_thinned);
  json.member("files_condemned", report.files_condemned);
  json.member("files_deleted", report.files_deleted);
  json.member("bytes_deleted", report.bytes_deleted);
  json.key("tables");
  json.begin_array();
  for (const graph::CleanedTable& table : report.tables) {
    json.begin_object();
    json.member("table_key", table.table_key);
    json.member("bytes_removed", table.bytes_removed);
    json.member("old_versions_removed", table.old_versions_removed);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string cleanup_text(const std::string& uri,
                         const CleanupPolicy& policy,
                         const graph::CleanupReport& report,
                         bool confirmed) {
  const CleanupTotals totals = totals_of(report);
  std::string text = format("cleanup {} ({}) — {} {} versions ({} bytes) across {} tables\n",
                            uri,
                            policy.text(),
                            confirmed ? "removed" : "would remove",
                            totals.versions,
                            totals.bytes,
                            report.tables.size());
  for (const graph::CleanedTable& table : report.tables) {
    if (table.old_versions_removed != 0 || table.bytes_removed != 0) {
      text += format("  {} {} versions, {} bytes\n",
                     padded(table.table_key),
                     table.old_versions_removed,
                     table.bytes_removed);
    }
  }
  if (confirmed && (report.files_condemned != 0 || report.files_deleted != 0)) {
    text += format("{} files that nothing needs any more were listed, {} deleted ({} bytes)",
                   report.files_condemned,
                   report.files_deleted,
                   report.bytes_deleted);
    text += policy.grace_s == 0
                ? "\n"
                : format("; a cleanup after {}s deletes what is listed\n", policy.grace_s);
  }
  return text;
}

Status cleanup(const MaintenanceOptions& options) {
  OG_ASSIGN_OR_RETURN(const CleanupPolicy policy, policy_of(options));
  OG_ASSIGN_OR_RETURN(Maintained opened, open_for(options, "cleanup"));
  graph::CleanupOptions request;
  request.policy.keep_versions = policy.keep;
  if (policy.older_than_s) {
    request.policy.older_than_us = static_cast<int64_t>(*policy.older_than_s) * kSecondUs;
  }
  request.policy.grace_us = static_cast<int64_t>(policy.grace_s) * kSecondUs;
  request.confirm = options.confirm;
  if (!options.confirm) {
    report_notice(format("cleanup is destructive — rerun with --confirm. Policy for {}: {}",
                         opened.uri,
                         policy.text()));
  }
  OG_ASSIGN_OR_RETURN(const graph::CleanupReport report,
                      opened.engine->cleanup(request, CancelToken()));
  return print(options.output.json ? cleanup_json(opened.uri, policy, report, options.confirm)
                                   : cleanup_text(opened.uri, policy, report, options.confirm));
}

// ---- stats -------------------------------------------------------------------------------------

std::string stats_json(const std::string& uri, const engine::StatsAnswer& stats) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("uri", uri);
  json.member("branch", stats.branch);
  json.member("graph_commit_id", stats.commit_id);
  json.member("manifest_version", stats.manifest_version);
  json.key("tables");
  json.begin_array();
  for (const graph::TableStats& table : stats.tables) {
    json.begin_object();
    json.member("table_key", table.table_key);
    json.member("table_version", table.table_version);
    json.member("row_count", table.rows);
    json.member("deleted_rows", table.deleted_rows);
    json.member("fragments", table.fragments);
    json.member("data_bytes", table.data_bytes);
    json.member("index_bytes", table.index_bytes);
    json.key("indices");
    json.begin_array();
    for (const graph::IndexStats& index : table.indices) {
      json.begin_object();
      json.member("name", index.name);
      json.member("segments", index.segments);
      json.member("bytes", index.bytes);
      json.member("rows_covered", index.rows_covered);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take() + "\n";
}

std::string stats_text(const engine::StatsAnswer& stats) {
  std::vector<std::vector<std::string>> rows;
  for (const graph::TableStats& table : stats.tables) {
    std::string indices;
    for (const graph::IndexStats& index : table.indices) {
      indices += format("{}{} ({} of {} rows)",
                        indices.empty() ? "" : ", ",
                        index.name,
                        index.rows_covered,
                        table.rows);
    }
    rows.push_back({table.table_key,
                    std::to_string(table.rows),
                    std::to_string(table.deleted_rows),
                    std::to_string(table.fragments),
                    std::to_string(table.data_bytes),
                    std::to_string(table.index_bytes),
                    indices.empty() ? "-" : indices});
  }
  return format("branch: {}\nmanifest_version: {}\n", stats.branch, stats.manifest_version) +
         format_table(
             {"table", "rows", "deleted", "fragments", "data bytes", "index bytes", "indices"},
             std::move(rows),
             TableLayout());
}

Status stats(const MaintenanceOptions& options) {
  OG_ASSIGN_OR_RETURN(Maintained opened, open_for(options, "stats"));
  engine::Target target;
  target.branch = opened.branch;
  OG_ASSIGN_OR_RETURN(const engine::StatsAnswer answer, opened.engine->stats(target));
  return print(options.output.json ? stats_json(opened.uri, answer) : stats_text(answer));
}

int run_maintenance(const MaintenanceOptions& options, Status (*body)(const MaintenanceOptions&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return body(options); });
}

}  // namespace

int run_optimize(const MaintenanceOptions& options) {
  return run_maintenance(options, optimize);
}
int run_cleanup(const MaintenanceOptions& options) {
  return run_maintenance(options, cleanup);
}
int run_stats(const MaintenanceOptions& options) {
  return run_maintenance(options, stats);
}

}  // namespace omnigraph::cli
