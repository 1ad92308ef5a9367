#include "omnigraph/cli/history_arguments.h"

#include <algorithm>

#include "omnigraph/cli/arguments.h"
#include "omnigraph/cli/commands/conflict_rules.h"
#include "omnigraph/cli/commands/history_commands.h"
#include "omnigraph/cli/commands/merge_commands.h"

namespace omnigraph::cli {
namespace {

using Action = std::function<int()>;

constexpr const char* kStates =
    "a branch, a commit id, tag:NAME, BRANCH@VERSION or BRANCH@2026-01-02T03:04:05Z";

// A command with output, which `run` runs.
template <typename Options>
CLI::App* history_command(CLI::App& group,
                          const char* name,
                          const char* help,
                          Options& options,
                          int (*run)(const Options&),
                          Action& action) {
  auto* command = group.add_subcommand(name, help);
  add_json(*command, options.output);
  add_timing(*command, options.output.timing);
  command->callback(
      [&action, &options, run] { action = [&options, run] { return run(options); }; });
  return command;
}

void add_conflict_rules(CLI::App& command,
                        ConflictOptions& options,
                        const std::vector<std::string>& decisions,
                        const char* help) {
  command.add_option("--on-conflict", options.on_conflict, help)->check(CLI::IsMember(decisions));
  const auto check = [decisions](const std::string& text) -> std::string {
    const auto parsed = parse_type_decision(text);
    const bool known =
        parsed &&
        std::count(decisions.begin(), decisions.end(), std::string(to_string(parsed->second))) != 0;
    std::string forms;
    for (const std::string& decision : decisions) {
      forms += (forms.empty() ? "" : "|") + decision;
    }
    return known ? "" : "'" + text + "' is not of the form TYPE=" + forms;
  };
  add_repeated(command,
               "--on-conflict-type",
               options.by_type,
               "The same for the rows of one type (may be repeated)")
      ->check(CLI::Validator(check, ""))
      ->option_text("TYPE=DECISION");
}

// What is said of the commit that a command makes.
template <typename Options>
void add_new_commit(CLI::App& command, Options& options) {
  command.add_flag("--dry-run", options.dry_run, "Say what would happen; change nothing");
  command
      .add_option("--if-commit",
                  options.if_commit,
                  "Refuse unless this is the newest commit of the branch that is written")
      ->option_text("COMMIT_ID");
  command.add_option("--message", options.message, "Why, for the history")->option_text("TEXT");
  add_actor(command, options.actor);
  add_timeout(command, options.timeout_seconds);
}

void add_branch_merge(CLI::App& group, MergeOptions& options, Action& action) {
  auto* command = history_command(
      group, "merge", "Merge a branch into another one", options, run_branch_merge, action);
  command->add_option("SOURCE", options.source, "The branch that is merged")->required();
  add_named_graph(*command, options.graph);
  command->add_option("--into", options.into, "The branch that gets it; default main")
      ->option_text("TARGET");
  add_conflict_rules(*command,
                     options.conflicts,
                     {"fail", "ours", "theirs", "newest"},
                     "Of rows that both changed: fail (default), ours (the target's values stay), "
                     "theirs (the source's) or newest (those changed last)");
  command
      ->add_option("--granularity",
                   options.granularity,
                   "property (default): two may change different properties of a row; row: that "
                   "is a conflict")
      ->check(CLI::IsMember({"property", "row"}));
  command->add_flag(
      "--delete-branch", options.delete_branch, "Delete the source once it is merged");
  command->add_flag("--keep-conflicts",
                    options.keep_conflicts,
                    "Store conflicts, to be decided row by row (see: omnigraph merge)");
  add_new_commit(*command, options);
}

void add_merge_group(CLI::App& app, OpenMergeOptions& options, Action& action) {
  auto* group = app.add_subcommand("merge", "Merges with stored conflicts, resolved step by step")
                    ->require_subcommand(1);
  auto* list = history_command(
      *group, "list", "List merges that are not ended yet", options, run_merge_list, action);
  add_positional_graph(*list, options.graph);
  list->add_flag("--all", options.all, "Ended ones too");
  const auto one = [&](const char* name, const char* help, int (*run)(const OpenMergeOptions&)) {
    auto* command = history_command(*group, name, help, options, run, action);
    command->add_option("MERGE_ID", options.merge_id, "The merge")->required();
    add_named_graph(*command, options.graph);
    return command;
  };
  one("show", "Show its conflicts and what is decided", run_merge_show);
  auto* resolve = one("resolve", "Decide conflicts", run_merge_resolve);
  add_repeated(*resolve,
               "--row",
               options.rows,
               "This row, as Person/Alice (may be repeated); default: all that have conflicts")
      ->option_text("TYPE/ID");
  resolve
      ->add_option("--take",
                   options.take,
                   "ours (the target's values), theirs (the source's), or newest (those changed "
                   "last)")
      ->check(CLI::IsMember({"ours", "theirs", "newest"}))
      ->required();
  auto* go_on =
      one("continue", "Merge with the decisions, on what the branches are now", run_merge_continue);
  add_actor(*go_on, options.actor);
  one("abort", "Give the merge up; the branches stay as they are", run_merge_abort);
}

void add_apply(CLI::App& app, ApplyOptions& options, Action& action) {
  const auto add = [&](const char* name,
                       const char* help,
                       const char* conflicts,
                       int (*run)(const ApplyOptions&)) {
    auto* command = history_command(app, name, help, options, run, action);
    command->add_option("COMMIT_ID", options.commit_id, "The commit")->required();
    add_named_graph(*command, options.graph);
    add_branch(*command, options.branch);
    add_conflict_rules(*command, options.conflicts, {"fail", "ours", "theirs"}, conflicts);
    add_new_commit(*command, options);
  };
  add("revert",
      "Take back what a commit changed, as a new commit",
      "Of rows that were changed again: fail (default), ours (they stay as they are) or theirs "
      "(they become what they were before the commit)",
      run_revert);
  add("cherry-pick",
      "Do what a commit of any branch did on another one too",
      "Of rows that differ: fail (default), ours (they stay as they are) or theirs (they become "
      "what the commit made of them)",
      run_cherry_pick);
}

void add_change_filter(CLI::App& command, ChangeFilterOptions& options) {
  add_repeated(command, "--type", options.types, "Only this node or edge type (may be repeated)");
  command.add_option("--kind", options.kind, "Only nodes or only edges: node, edge")
      ->check(CLI::IsMember({"node", "edge"}));
  add_repeated(command, "--op", options.ops, "Only these: insert, update, delete (may be repeated)")
      ->check(CLI::IsMember({"insert", "update", "delete"}));
}

void add_diff(CLI::App& app, DiffOptions& options, Action& action) {
  auto* command = history_command(
      app, "diff", "Show what differs between two states, row by row", options, run_diff, action);
  command->add_option("FROM", options.from, std::string("The earlier state: ") + kStates)
      ->required();
  command->add_option("TO", options.to, "The later one; default main");
  add_named_graph(*command, options.graph);
  add_change_filter(*command, options.filter);
  command->add_flag("--summary", options.summary, "Only the numbers per type");
}

void add_changes(CLI::App& app, FeedOptions& options, Action& action) {
  auto* command = history_command(app,
                                  "changes",
                                  "Follow a branch: its commits after a point, oldest first, with "
                                  "what they changed; --json: a line each",
                                  options,
                                  run_changes,
                                  action);
  add_positional_graph(*command, options.graph);
  add_branch(*command, options.branch);
  command
      ->add_option("--since",
                   options.since,
                   "The last commit that is known already; default: from the first one on")
      ->option_text("COMMIT_ID");
  command->add_option("--limit", options.limit, "At most so many commits; default 100")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  add_change_filter(*command, options.filter);
}

void add_log(CLI::App& app, EntityLogOptions& options, Action& action) {
  auto* command = history_command(app,
                                  "log",
                                  "Who changed a node or an edge, and what, newest first",
                                  options,
                                  run_entity_log,
                                  action);
  command->add_option("ROW", options.row, "TYPE/ID, as Person/Alice")->required();
  add_named_graph(*command, options.graph);
  command->add_option("--at", options.at, std::string("The log up to this state: ") + kStates)
      ->option_text("REF");
  command->add_option("--limit", options.limit, "At most so many commits")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  command->add_flag("--last", options.last, "Of each property only who wrote it last");
}

void add_commit_graph(CLI::App& app, CommitGraphOptions& options, Action& action) {
  auto* command = history_command(
      app, "graph", "Draw the commits of all branches", options, run_commit_graph, action);
  add_positional_graph(*command, options.graph);
  command->add_option("--limit", options.limit, "At most so many commits; default 100")
      ->check(CLI::PositiveNumber)
      ->option_text("N");
  add_repeated(*command,
               "--branch",
               options.branches,
               "Only this branch, and what was merged into it (may be repeated)");
}

}  // namespace

void add_history_commands(CLI::App& app, HistoryCommands& commands, Action& action) {
  add_branch_merge(*app.get_subcommand("branch"), commands.merge, action);
  add_merge_group(app, commands.open_merge, action);
  add_apply(app, commands.apply, action);
  add_diff(app, commands.diff, action);
  add_changes(app, commands.feed, action);
  add_log(app, commands.log, action);
  add_commit_graph(*app.get_subcommand("commit"), commands.graph, action);
}

}  // namespace omnigraph::cli
