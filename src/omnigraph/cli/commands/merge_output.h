// What merges, reverts and picks print: results, counts, conflicts and what can be done about them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/engine/engine.h"

namespace omnigraph::cli {

// The members of a result that follow those that say what was asked for.
struct ShownReport {
  const graph::MergeReport& report;
  std::optional<std::string> actor_id;
  bool dry_run = false;
};
// "outcome", "actor_id", "dry_run", "graph_commit_id" (null if nothing was written),
// "manifest_version", "source_commit_id", "target_commit_id", "base_commit_ids", "changes_schema",
// "conflicts_decided", "tables" (null where nobody counted), "merge_conflicts".
void write_report(JsonWriter& json, const ShownReport& shown);
// "error" and "code", where conflicts are an error.
void write_error_members(JsonWriter& json, const graph::MergeReport& report);

// The counts per type, and what else is to be said of a merge.
std::string report_lines(const graph::MergeReport& report);

// The new commit, if something was written.
bool wrote_commit(const graph::MergeReport& report, bool dry_run);

// Conflicts as an error on stderr, as report_error() shows others; `hint` ends with its line.
void report_conflicts(const graph::MergeReport& report, const std::string& hint);

struct ShownMerge {
  const engine::MergeAnswer& answer;
  std::optional<std::string> actor_id;
  bool dry_run = false;
  bool is_error = false;  // conflicts go to stderr, with "error" and "code"
};
Status show_merge(const ShownMerge& shown, bool json, const std::string& hint);

// Runs a command that may end in conflicts: they are exit code 1.
int run_merging(const OutputOptions& output, const std::function<Status(bool* conflicts)>& body);

// What can be done about conflicts of a merge of `source` into `target`.
std::string merge_hint(const graph::MergeReport& report,
                       std::string_view source,
                       std::string_view target);
// Of a revert or a pick on `branch`: `theirs` says what taking the other side means.
std::string apply_hint(const graph::MergeReport& report,
                       std::string_view branch,
                       std::string_view theirs);

}  // namespace omnigraph::cli
