#include "omnigraph/cli/schema_arguments.h"

#include "omnigraph/cli/arguments.h"
#include "omnigraph/cli/commands/commands.h"

namespace omnigraph::cli {
namespace {

void add_change(CLI::App& command, SchemaOptions& options) {
  add_positional_graph(command, options.graph);
  command.add_option("--schema", options.schema_file, "The wanted schema (.pg), whole; - is stdin")
      ->required();
  add_branch(command, options.branch);
  command.add_flag("--allow-data-loss",
                   options.allow_data_loss,
                   "Types and properties that the wanted schema does not have go, with their data");
  add_json(command, options.output);
  add_timing(command, options.output.timing);
}

}  // namespace

void add_schema_changes(CLI::App& group, SchemaOptions& options, std::function<int()>& action) {
  auto* plan = group.add_subcommand("plan", "Say what a change of schema takes; change nothing");
  add_change(*plan, options);
  plan->callback([&] { action = [&options] { return run_schema_plan(options); }; });

  auto* apply = group.add_subcommand("apply", "Change the schema, as one commit");
  add_change(*apply, options);
  apply->add_option("--message", options.message, "Why, for the history")->option_text("TEXT");
  add_write_conditions(*apply, options.write);
  add_timeout(*apply, options.timeout_seconds);
  apply->callback([&] { action = [&options] { return run_schema_apply(options); }; });
}

}  // namespace omnigraph::cli
