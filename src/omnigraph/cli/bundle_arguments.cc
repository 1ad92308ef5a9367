#include "omnigraph/cli/bundle_arguments.h"

#include "omnigraph/cli/arguments.h"
#include "omnigraph/cli/commands/commands.h"

namespace omnigraph::cli {

void add_bundle_commands(CLI::App& app, BundleOptions& options, std::function<int()>& action) {
  auto* bundle = app.add_subcommand("bundle", "A whole graph as one file")->require_subcommand(1);

  auto* create = bundle->add_subcommand(
      "create", "Write the graph with all commits, branches and tags into one file");
  create->add_option("FILE", options.file, "The file to make; - is stdout")->required();
  add_positional_graph(*create, options.graph);
  add_json(*create, options.output);
  add_timing(*create, options.output.timing);
  create->callback([&] { action = [&] { return run_bundle_create(options); }; });

  auto* import = bundle->add_subcommand(
      "import", "Make a graph of a bundle, or finish an import that stopped");
  import->add_option("FILE", options.file, "The bundle; - is stdin")->required();
  import->add_option("URI,--uri", options.graph.uri, "The graph: a directory that will be made")
      ->required();
  add_store_options(*import, options.graph);
  add_json(*import, options.output);
  add_timing(*import, options.output.timing);
  import->callback([&] { action = [&] { return run_bundle_import(options);
};
}  // namespace omnigraph::cli
);

auto* copy =
    app.add_subcommand("copy", "Copy the graph with all commits, branches and tags elsewhere");
copy->add_option("GRAPH", options.first, "The graph; may be left out if an option names it")
    ->required()
    ->option_text("[URI]");
copy->add_option("NEW", options.second, "The copy: a directory that will be made")
    ->option_text("NEW_URI");
add_named_graph(*copy, options.graph);
add_json(*copy, options.output);
add_timing(*copy, options.output.timing);
copy->callback([&] { action = [&] { return run_copy(options); }; });
}

}  // namespace omnigraph::cli
