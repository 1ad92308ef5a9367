#include "omnigraph/cli/branch_arguments.h"

#include "omnigraph/cli/arguments.h"
#include "omnigraph/cli/commands/branch_commands.h"
#include "omnigraph/cli/commands/commands.h"

namespace omnigraph::cli {
namespace {

using Action = std::function<int()>;

constexpr const char* kReferences =
    "a branch (default main), a commit id, tag:NAME, BRANCH@VERSION or BRANCH@TIME";

// A command of a group with a graph, output and a name.
template <typename Options>
CLI::App* named_command(CLI::App& group,
                        const char* name,
                        const char* help,
                        Options& options,
                        int (*run)(const Options&),
                        Action& action) {
  auto* command = group.add_subcommand(name, help);
  add_named_graph(*command, options.graph);
  add_json(*command, options.output);
  add_timing(*command, options.output.timing);
  command->callback(
      [&action, &options, run] { action = [&options, run] { return run(options); }; });
  return command;
}

void add_name(CLI::App& command, std::string& name, const char* help) {
  command.add_option("NAME", name, help)->required();
}

void add_branch_group(CLI::App& app, BranchOptions& options, Action& action) {
  auto* group = app.add_subcommand("branch", "Branches: lines of commits of their own")
                    ->require_subcommand(1);
  auto* create = named_command(
      *group, "create", "Create a branch; no data is copied", options, run_branch_create, action);
  add_name(*create, options.name, "The new branch");
  create->add_option("--from", options.from, std::string("What it begins with: ") + kReferences)
      ->option_text("REF");
  add_actor(*create, options.actor);

  auto* list = named_command(*group, "list", "List branches", options, run_branch_list, action);
  // The graph may stand without --uri, as where no name is given.
  list->add_option("URI", options.graph.uri, "The graph: a directory");
  list->add_flag("--details", options.details, "With the newest commit of each");

  auto* remove =
      named_command(*group, "delete", "Delete a branch", options, run_branch_delete, action);
  add_name(*remove, options.name, "The branch");
  remove->add_option("--if-commit", options.if_commit, "Refuse unless this is its newest commit")
      ->option_text("COMMIT_ID");
  add_actor(*remove, options.actor);

  auto* rename = named_command(
      *group, "rename", "Give a branch another name", options, run_branch_rename, action);
  add_name(*rename, options.name, "The branch");
  rename->add_option("NEW_NAME", options.new_name, "Its new name")->required();
  add_actor(*rename, options.actor);

  auto* show = named_command(*group,
                             "show",
                             "Show a branch: its newest commit, and how it differs from main",
                             options,
                             run_branch_show,
                             action);
  add_name(*show, options.name, "The branch");
  show->add_option("--against", options.against, std::string("Compare with: ") + kReferences)
      ->option_text("REF");
}

void add_tag_group(CLI::App& app, TagOptions& options, Action& action) {
  auto* group = app.add_subcommand("tag", "Tags: lasting names for states")->require_subcommand(1);
  auto* create =
      named_command(*group, "create", "Name a state for ever", options, run_tag_create, action);
  add_name(*create, options.name, "The new tag");
  create->add_option("--at", options.at, std::string("The state: ") + kReferences)
      ->option_text("REF");
  add_actor(*create, options.actor);

  auto* list = named_command(*group, "list", "List tags", options, run_tag_list, action);
  list->add_option("URI", options.graph.uri, "The graph: a directory");

  auto* show =
      named_command(*group, "show", "Show what a tag names", options, run_tag_show, action);
  add_name(*show, options.name, "The tag");

  auto* remove = named_command(*group, "delete", "Delete a tag", options, run_tag_delete, action);
  add_name(*remove, options.name, "The tag");
  add_actor(*remove, options.actor);
}

void add_ingest(CLI::App& app, IngestOptions& options, Action& action) {
  auto* command = app.add_subcommand(
      "ingest", "Load into a branch, which is created if it is not there, as one commit");
  LoadOptions& load = options.load;
  load.mode = "merge";
  add_positional_graph(*command, load.graph);
  add_repeated(*command,
               "--data",
               load.data,
               "A file of JSON lines or CSV, also .gz or .zst, or a directory of them; - is stdin "
               "(may be repeated)")
      ->required();
  command->add_option("--type", load.type, "The node or edge type of the rows of CSV")
      ->option_text("TYPE");
  add_branch(*command, load.branch);
  command
      ->add_option(
          "--from", options.from, std::string("What a new branch begins with: ") + kReferences)
      ->option_text("REF");
  command->add_option("--mode", load.mode, "merge (default), append or overwrite")
      ->check(CLI::IsMember({"overwrite", "append", "merge"}));
  command->add_flag("--strict", load.strict, "Refuse properties that are not in the schema");
  add_write_conditions(*command, load.write);
  add_json(*command, load.output);
  add_timing(*command, load.output.timing);
  add_timeout(*command, load.timeout_seconds);
  command->callback([&] { action = [&options] { return run_ingest(options); }; });
}

}  // namespace

void add_branch_commands(CLI::App& app, BranchCommands& commands, Action& action) {
  add_branch_group(app, commands.branch, action);
  add_tag_group(app, commands.tag, action);
  add_ingest(app, commands.ingest, action);
}

void add_commit_filters(CLI::App& command, ShowOptions& show) {
  command.add_option("--author", show.author, "Commits of this actor")->option_text("ACTOR");
  command.add_option("--type", show.type, "Commits that changed this type (or table: node:X)")
      ->option_text("TYPE");
  command.add_option("--since", show.since, "Commits made then or later (2026-01-02T03:04:05Z)")
      ->option_text("TIME");
  command.add_option("--until", show.until, "Commits made then or before")->option_text("TIME");
  command.add_option("--cursor", show.cursor, "Go on behind an earlier list")
      ->option_text("CURSOR");
}

}  // namespace omnigraph::cli
