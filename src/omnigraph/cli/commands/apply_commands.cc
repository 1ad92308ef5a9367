// revert and cherry-pick: a commit taken back, or done on another branch.
#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/conflict_rules.h"
#include "omnigraph/cli/commands/merge_commands.h"
#include "omnigraph/cli/commands/merge_output.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/output/conflict_text.h"

namespace omnigraph::cli {
namespace {

using graph::MergeOutcome;
using graph::MergeReport;

struct ApplyWords {
  const char* verb;
  const char* done;
  const char* where;  // "on main"
  const char* has;    // "main has nothing of 01K… any more"
  const char* by_now;
  const char* theirs;  // what --on-conflict theirs means
  Result<MergeReport> (engine::Engine::*apply)(const engine::ApplyRequest&, const CancelToken&);
};

constexpr ApplyWords kRevertWords = {
    "revert",
    "reverted",
    "on",
    "nothing",
    "any more",
    "take what was there before the commit: later changes are lost",
    &engine::Engine::revert};
constexpr ApplyWords kPickWords = {"pick",
                                   "picked",
                                   "onto",
                                   "all",
                                   "already",
                                   "take what the commit made of it",
                                   &engine::Engine::cherry_pick};

std::string apply_json(const ApplyOptions& options,
                       const std::string& branch,
                       const MergeReport& report,
                       bool is_error) {
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  if (is_error) {
    write_error_members(json, report);
  }
  json.member("commit_id", options.commit_id);
  json.member("branch", branch);
  write_report(json, {report, options.actor, options.dry_run});
  json.end_object();
  return json.take() + "\n";
}

std::string apply_text(const ApplyOptions& options,
                       const std::string& branch,
                       const ApplyWords& words,
                       const MergeReport& report) {
  if (report.outcome == MergeOutcome::kAlreadyUpToDate) {
    return format("nothing to {}: {} has {} of {} {}\n",
                  words.verb,
                  branch,
                  words.has,
                  options.commit_id,
                  words.by_now);
  }
  std::string text =
      format("{} {} {} {}\n",
             report.outcome == MergeOutcome::kConflicts ? format("cannot {}", words.verb)
             : options.dry_run                          ? format("would {}", words.verb)
                                                        : words.done,
             options.commit_id,
             words.where,
             branch);
  if (wrote_commit(report, options.dry_run)) {
    text += format(
        "commit {} (version {})\n", report.after->commit_id(), report.after->manifest_version());
  }
  return text + report_lines(report);
}

Status apply_commit(const ApplyOptions& options, const ApplyWords& words, bool* conflicts) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  engine::ApplyRequest request;
  request.commit_id = options.commit_id;
  request.branch = resolve_branch(config, options.branch);
  OG_ASSIGN_OR_RETURN(request.rules, merge_rules(options.conflicts));
  request.dry_run = options.dry_run;
  request.if_commit = options.if_commit;
  request.actor_id = options.actor;
  request.message = options.message;
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options.graph));
  const CancelToken cancel(system_clock(), deadline_after(options.timeout_seconds));
  OG_ASSIGN_OR_RETURN(const MergeReport report, ((*engine).*words.apply)(request, cancel));
  if (wrote_commit(report, options.dry_run)) {
    finish_write(*engine);
  }
  *conflicts = report.outcome == MergeOutcome::kConflicts;
  const bool is_error = *conflicts && !options.dry_run;
  if (options.output.json) {
    const std::string document = apply_json(options, request.branch, report, is_error);
    if (!is_error) {
      return print(document);
    }
    report_notice(document.substr(0, document.size() - 1));
    return {};
  }
  const std::string hint =
      *conflicts ? apply_hint(report, request.branch, words.theirs) : std::string();
  if (is_error) {
    report_conflicts(report, hint);
    return {};
  }
  return print(apply_text(options, request.branch, words, report) +
               conflict_lines(report.conflicts) + hint);
}

}  // namespace

int run_revert(const ApplyOptions& options) {
  return run_merging(options.output, [&](bool* conflicts) {
    return apply_commit(options, kRevertWords, conflicts);
  });
}

int run_cherry_pick(const ApplyOptions& options) {
  return run_merging(options.output,
                     [&](bool* conflicts) { return apply_commit(options, kPickWords, conflicts); });
}

}  // namespace omnigraph::cli
