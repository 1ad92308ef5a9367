#include "omnigraph/cli/commands/merge_output.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/output/change_text.h"
#include "omnigraph/cli/output/conflict_text.h"
#include "omnigraph/cli/output/report.h"

namespace omnigraph::cli {
namespace {

using engine::MergeAnswer;
using graph::MergeOutcome;
using graph::MergeReport;

bool any_decidable(const std::vector<graph::MergeConflict>& conflicts) {
  return std::any_of(conflicts.begin(), conflicts.end(), is_decidable);
}

bool all_decidable(const std::vector<graph::MergeConflict>& conflicts) {
  return std::all_of(conflicts.begin(), conflicts.end(), is_decidable);
}

std::string_view first_type(const std::vector<graph::MergeConflict>& conflicts) {
  const auto found = std::find_if(conflicts.begin(), conflicts.end(), is_decidable);
  return type_of_table(found->table_key);
}

// A flag that may help, and what it does.
std::string flag_line(std::string_view flag, std::string_view meaning) {
  return format("  {:<33} {}\n", flag, meaning);
}

std::string merge_json(const ShownMerge& shown) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  if (shown.is_error) {
    write_error_members(json, shown.answer.report);
  }
  json.member("source", shown.answer.source);
  json.member("target", shown.answer.target);
  write_report(json, {shown.answer.report, shown.actor_id, shown.dry_run});
  write_optional_member(json, "merge_id", shown.answer.merge_id);
  json.member("source_deleted", shown.answer.source_deleted);
  json.end_object();
  return json.take() + "\n";
}

std::string merge_text(const ShownMerge& shown) {
  const MergeAnswer& answer = shown.answer;
  const std::string outcome(to_string(answer.report.outcome));
  const std::string lines =
      format("{} {} into {}: {}\n",
             shown.dry_run                                       ? "would merge"
             : answer.report.outcome == MergeOutcome::kConflicts ? "cannot merge"
                                                                 : "merged",
             answer.source,
             answer.target,
             outcome);
  if (answer.report.outcome == MergeOutcome::kConflicts) {
    return lines + conflict_lines(answer.report.conflicts);
  }
  return lines + (shown.dry_run ? report_lines(answer.report) : "") +
         (answer.source_deleted ? format("deleted branch {}\n", answer.source) : "");
}

}  // namespace

bool wrote_commit(const MergeReport& report, bool dry_run) {
  return !dry_run && report.after->commit_id() != report.target_commit;
}

void write_error_members(JsonWriter& json, const MergeReport& report) {
  json.member("error", conflicts_message(report.conflicts));
  json.member("code", error_body_code(ErrorCode::kMergeConflict));
}

void write_report(JsonWriter& json, const ShownReport& shown) {
  const MergeReport& report = shown.report;
  json.member("outcome", to_string(report.outcome));
  write_optional_member(json, "actor_id", shown.actor_id);
  json.member("dry_run", shown.dry_run);
  json.key("graph_commit_id");
  wrote_commit(report, shown.dry_run) ? json.string(report.after->commit_id()) : json.null();
  json.member("manifest_version", report.after->manifest_version());
  json.member("source_commit_id", report.source_commit);
  json.member("target_commit_id", report.target_commit);
  json.key("base_commit_ids");
  json.begin_array();
  for (const std::string& base : report.base_commits) {
    json.string(base);
  }
  json.end_array();
  json.member("changes_schema", report.changes_schema);
  json.member("conflicts_decided", report.decided);
  if (report.outcome == MergeOutcome::kFastForward && !shown.dry_run) {
    json.key("tables");
    json.null();
  } else {
    write_tally(json, report.counts);
  }
  write_conflicts(json, report.conflicts);
}

std::string report_lines(const MergeReport& report) {
  ChangeTally tally = report.counts;
  std::erase_if(tally, [](const auto& table) { return table.second == graph::RowCounts(); });
  std::string text = tally_lines(tally, Paint::for_stdout());
  if (report.changes_schema) {
    text += "the schema changes too\n";
  }
  if (report.decided != 0) {
    text += format("{} conflict{} decided by the rules\n",
                   report.decided,
                   report.decided == 1 ? " was" : "s were");
  }
  return text;
}

std::string merge_hint(const MergeReport& report,
                       std::string_view source,
                       std::string_view target) {
  std::string text = format("{} is unchanged. ", target);
  if (!any_decidable(report.conflicts)) {
    return text + format("Change what breaks the rules on {} or on {}, then merge again.\n",
                         source,
                         target);
  }
  text += "To merge all the same:\n" +
          flag_line("--on-conflict ours|theirs|newest",
                    format("take the values of {} (ours), of {} (theirs), or those changed last",
                           target,
                           source)) +
          flag_line(format("--on-conflict-type {}=theirs", first_type(report.conflicts)),
                    "the same for one type") +
          flag_line("--keep-conflicts", "store the conflicts, to decide them row by row");
  if (!all_decidable(report.conflicts)) {
    text += format("What breaks a rule has to be changed on {} or on {} first.\n", source, target);
  }
  return text;
}

std::string apply_hint(const MergeReport& report,
                       std::string_view branch,
                       std::string_view theirs) {
  if (!any_decidable(report.conflicts)) {
    return format("{} is unchanged. Change what breaks the rules first.\n", branch);
  }
  return format("{} is unchanged. To do it all the same:\n", branch) +
         flag_line("--on-conflict ours", format("leave what {} has now where they meet", branch)) +
         flag_line("--on-conflict theirs", theirs) +
         flag_line(format("--on-conflict-type {}=ours", first_type(report.conflicts)),
                   "the same for one type");
}

void report_conflicts(const MergeReport& report, const std::string& hint) {
  report_error(Error(ErrorCode::kMergeConflict, conflicts_message(report.conflicts)), false);
  report_notice(conflict_lines(report.conflicts) + hint.substr(0, hint.size() - 1));
}

Status show_merge(const ShownMerge& shown, bool json, const std::string& hint) {
  if (json) {
    const std::string document = merge_json(shown);
    if (!shown.is_error) {
      return print(document);
    }
    report_notice(document.substr(0, document.size() - 1));
    return {};
  }
  if (shown.is_error) {
    report_conflicts(shown.answer.report, hint);
    return {};
  }
  return print(merge_text(shown) + hint);
}

int run_merging(const OutputOptions& output, const std::function<Status(bool* conflicts)>& body) {
  bool conflicts = false;
  const int code = run_reported({output.json, output.timing, std::nullopt},
                                [&](Reporting&) { return body(&conflicts); });
  return code == 0 && conflicts ? 1 : code;
}

}  // namespace omnigraph::cli
