// branch merge, and merges that are resolved step by step.
#include "omnigraph/cli/commands/merge_commands.h"

#include "omnigraph/base/clock.h"
#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/conflict_rules.h"
#include "omnigraph/cli/commands/merge_output.h"
#include "omnigraph/cli/commands/open_merge_output.h"
#include "omnigraph/cli/commands/session.h"

namespace omnigraph::cli {
namespace {

using engine::MergeAnswer;
using graph::MergeOutcome;

Status merge_branch(const MergeOptions& options, bool* conflicts) {
  engine::MergeRequest request;
  request.source = options.source;
  request.target = options.into;
  OG_ASSIGN_OR_RETURN(request.rules, merge_rules(options.conflicts));
  request.rules.whole_rows = options.granularity == "row";
  request.dry_run = options.dry_run;
  request.delete_source = options.delete_branch;
  request.keep_conflicts = options.keep_conflicts;
  request.if_commit = options.if_commit;
  request.actor_id = options.actor;
  request.message = options.message;
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  const CancelToken cancel(system_clock(), deadline_after(options.timeout_seconds));
  const auto merged = engine->merge(request, cancel);
  if (merged.ok() ? wrote_commit(merged->report, options.dry_run) : options.delete_branch) {
    finish_write(*engine);
  }
  OG_ASSIGN_OR_RETURN(const MergeAnswer answer, merged);
  *conflicts = answer.report.outcome == MergeOutcome::kConflicts;
  ShownMerge shown{answer, options.actor, options.dry_run};
  shown.is_error = *conflicts && !options.dry_run && !answer.merge_id;
  std::string hint;
  if (*conflicts && answer.merge_id) {
    OG_ASSIGN_OR_RETURN(const graph::OpenMerge stored, engine->merge_show(*answer.merge_id));
    hint = format("stored as merge {}\n", *answer.merge_id) + open_merge_hint(stored);
  } else if (*conflicts) {
    hint = merge_hint(answer.report, answer.source, answer.target);
  }
  return show_merge(shown, options.output.json, hint);
}

// ---- Merges that are resolved step by step -----------------------------------------------------

Status list_merges(const OpenMergeOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const std::vector<graph::OpenMerge> merges, engine->merge_list(options.all));
  if (!options.output.json) {
    std::string text = merges.empty() ? "no open merges\n" : "";
    for (const graph::OpenMerge& merge : merges) {
      text += open_merge_line(merge);
    }
    return print(text);
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.key("merges");
  json.begin_array();
  for (const graph::OpenMerge& merge : merges) {
    write_open_merge(json, merge);
  }
  json.end_array();
  json.end_object();
  return print(json.text() + "\n");
}

Status print_open_merge(const OpenMergeOptions& options, const graph::OpenMerge& merge) {
  if (!options.output.json) {
    return print(open_merge_text(merge) + open_merge_hint(merge));
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  write_open_merge(json, merge);
  return print(json.text() + "\n");
}

Status show_open_merge(const OpenMergeOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const graph::OpenMerge merge, engine->merge_show(options.merge_id));
  return print_open_merge(options, merge);
}

Status resolve_merge(const OpenMergeOptions& options) {
  engine::DecideRequest request;
  request.merge_id = options.merge_id;
  request.rows = options.rows;
  const auto decision = graph::decision_of(options.take);
  if (!decision || *decision == graph::Decision::kFail) {
    return Error(ErrorCode::kInvalidArgument,
                 format("unknown decision '{}' (expected: ours, theirs, newest)", options.take));
  }
  request.decision = *decision;
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const graph::OpenMerge merge, engine->merge_resolve(request));
  return print_open_merge(options, merge);
}

Status continue_merge(const OpenMergeOptions& options, bool* conflicts) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const MergeAnswer answer,
                      engine->merge_continue(options.merge_id, options.actor, CancelToken()));
  if (wrote_commit(answer.report, false)) {
    finish_write(*engine);
  }
  OG_ASSIGN_OR_RETURN(const graph::OpenMerge merge, engine->merge_show(options.merge_id));
  *conflicts = answer.report.outcome == MergeOutcome::kConflicts;
  const ShownMerge shown{answer, options.actor ? options.actor : merge.actor_id};
  return show_merge(shown, options.output.json, *conflicts ? open_merge_hint(merge) : "");
}

Status abort_merge(const OpenMergeOptions& options) {
  OG_ASSIGN_OR_RETURN(const auto engine, open_named(options.graph));
  OG_ASSIGN_OR_RETURN(const graph::OpenMerge merge, engine->merge_abort(options.merge_id));
  return options.output.json
             ? print_open_merge(options, merge)
             : print(format(
                   "aborted merge {} of {} into {}\n", merge.merge_id, merge.source, merge.target));
}

int run_on_merges(const OpenMergeOptions& options, Status (*body)(const OpenMergeOptions&)) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return body(options); });
}

}  // namespace

int run_branch_merge(const MergeOptions& options) {
  return run_merging(options.output,
                     [&](bool* conflicts) { return merge_branch(options, conflicts); });
}

int run_merge_list(const OpenMergeOptions& options) {
  return run_on_merges(options, list_merges);
}

int run_merge_show(const OpenMergeOptions& options) {
  return run_on_merges(options, show_open_merge);
}

int run_merge_resolve(const OpenMergeOptions& options) {
  return run_on_merges(options, resolve_merge);
}

int run_merge_continue(const OpenMergeOptions& options) {
  return run_merging(options.output,
                     [&](bool* conflicts) { return continue_merge(options, conflicts); });
}

int run_merge_abort(const OpenMergeOptions& options) {
  return run_on_merges(options, abort_merge);
}

}  // namespace omnigraph::cli
