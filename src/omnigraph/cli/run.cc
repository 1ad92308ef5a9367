// The arguments of every command, and nothing else: what they do is in commands/.
#include "omnigraph/cli/run.h"

#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>

#include "omnigraph/base/format.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/cli/output/report.h"

namespace omnigraph::cli {
namespace {

constexpr int kUsageError = 2;

void add_store_options(CLI::App& command, GraphOptions& graph) {
  command
      .add_option("--durability",
                  graph.durability,
                  "fsync (default): acknowledged means safe from a power cut; os: from a crash of "
                  "the program only")
      ->check(CLI::IsMember({"fsync", "os"}));
  command.add_flag("--allow-network-fs",
                   graph.allow_network_fs,
                   "Write to a network file system (its caches may hide new commits)");
}

// The graph as the first positional argument, or as --uri.
void add_positional_graph(CLI::App& command, GraphOptions& graph) {
  command.add_option("URI,--uri", graph.uri, "The graph: a directory")->required();
  add_store_options(command, graph);
}
void add_named_graph(CLI::App& command, GraphOptions& graph) {
  command.add_option("--uri", graph.uri, "The graph: a directory")->required();
  add_store_options(command, graph);
}

void add_json(CLI::App& command, OutputOptions& output) {
  command.add_flag("--json", output.json, "Print JSON");
}
void add_timing(CLI::App& command, bool& timing) {
  command.add_flag("--timing", timing, "Say on stderr how long it took");
}
void add_branch(CLI::App& command, std::string& branch) {
  command.add_option("--branch", branch, "The branch")->capture_default_str();
}

void add_query(CLI::App& command, QueryOptions& options) {
  add_named_graph(command, options.graph);
  command.add_option("--query", options.query_file, "The file of queries (.gq)")->required();
  command.add_option(
      "--name", options.name, "Which query of the file; may be left out if there is only one");
  auto* params = command.add_option("--params", options.params, "Parameters as a JSON object");
  command.add_option("--params-file", options.params_file, "A file with the parameters")
      ->excludes(params);
  add_json(command, options.output);
  add_timing(command, options.output.timing);
}

// Every command with its options. The program's state while it parses.
class Program {
 public:
  Program() : app_("A typed property graph with commits, on open Lance tables.", "omnigraph") {
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "Help for all commands");
    app_.set_version_flag("-v,--version", format("omnigraph {}", OG_VERSION));
    add_init();
    add_load();
    add_read();
    add_change();
    add_export();
    add_shows();
    app_.add_subcommand("version", "Print the version")->callback([this] {
      action_ = [] { return run_version(); };
    });
  }

  int run(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      const int code = app_.exit(error, std::cout, std::cerr);
      return code == 0 ? 0 : kUsageError;
    }
    return action_();
  }

 private:
  void add_init() {
    auto* command = app_.add_subcommand("init", "Create a graph from a schema");
    command->add_option("--schema", init_.schema_file, "The schema file (.pg)")->required();
    add_positional_graph(*command, init_.graph);
    command->callback([this] { action_ = [this] { return run_init(init_); }; });
  }
  void add_load() {
    auto* command =
        app_.add_subcommand("load", "Load nodes and edges from JSON lines, as one commit");
    add_positional_graph(*command, load_.graph);
    command->add_option("--data", load_.data_file, "The file of JSON lines; - is stdin")
        ->required();
    add_branch(*command, load_.branch);
    command
        ->add_option("--mode", load_.mode, "overwrite replaces the tables of the types in the file")
        ->check(CLI::IsMember({"overwrite", "append", "merge"}))
        ->capture_default_str();
    command->add_flag("--strict", load_.strict, "Refuse properties that are not in the schema");
    command->add_flag(
        "--cascade", load_.cascade, "Delete stored edges whose ends the load takes away");
    add_json(*command, load_.output);
    add_timing(*command, load_.output.timing);
    command->callback([this] { action_ = [this] { return run_load(load_); }; });
  }
  void add_read() {
    auto* command = app_.add_subcommand("read", "Run a query");
    add_query(*command, read_);
    auto* branch = command->add_option("--branch", read_.branch, "Read the head of this branch")
                       ->capture_default_str();
    command->add_option("--snapshot", read_.snapshot, "Read the state after this commit")
        ->excludes(branch);
    command->add_option("--format", read_.format, "table (default), json, jsonl, csv or kv")
        ->check(CLI::IsMember({"table", "json", "jsonl", "csv", "kv"}))
        ->excludes(command->get_option("--json"));
    command->callback([this] { action_ = [this] { return run_read(read_); }; });
  }
  void add_change() {
    auto* command =
        app_.add_subcommand("change", "Run a mutation: all of its statements as one commit");
    add_query(*command, change_);
    add_branch(*command, change_.branch);
    command->callback([this] { action_ = [this] { return run_change(change_); }; });
  }
  void add_export() {
    auto* command = app_.add_subcommand("export", "Print the graph as JSON lines that load again");
    add_positional_graph(*command, export_.graph);
    add_branch(*command, export_.branch);
    command->add_option("--type", export_.types, "Only this node or edge type (may be repeated)");
    command->add_option(
        "--table", export_.tables, "Only this table, as node:X or edge:Y (may be repeated)");
    command->add_flag("--jsonl", export_.jsonl, "Has no effect")->group("");
    add_timing(*command, export_.timing);
    command->callback([this] { action_ = [this] { return run_export(export_); }; });
  }
  void add_shows() {
    auto* snapshot = app_.add_subcommand("snapshot", "Show the tables of the newest state");
    add_positional_graph(*snapshot, show_.graph);
    add_branch(*snapshot, show_.branch);
    add_json(*snapshot, show_.output);
    snapshot->callback([this] { action_ = [this] { return run_snapshot(show_); }; });

    auto* schema = app_.add_subcommand("schema", "The schema")->require_subcommand(1);
    auto* schema_show = schema->add_subcommand("show", "Print the schema's source")->alias("get");
    add_positional_graph(*schema_show, show_.graph);
    add_branch(*schema_show, show_.branch);
    add_json(*schema_show, show_.output);
    schema_show->callback([this] { action_ = [this] { return run_schema_show(show_); }; });

    auto* commit = app_.add_subcommand("commit", "The history")->require_subcommand(1);
    auto* list = commit->add_subcommand("list", "List commits, newest first");
    add_positional_graph(*list, show_.graph);
    add_branch(*list, show_.branch);
    list->add_option("--limit", show_.limit, "At most this many")->check(CLI::PositiveNumber);
    add_json(*list, show_.output);
    list->callback([this] { action_ = [this] { return run_commit_list(show_); }; });

    auto* one = commit->add_subcommand("show", "Show one commit");
    one->add_option("COMMIT_ID", show_.commit_id, "The commit")->required();
    add_named_graph(*one, show_.graph);
    add_json(*one, show_.output);
    one->callback([this] { action_ = [this] { return run_commit_show(show_); }; });
  }

  CLI::App app_;
  std::function<int()> action_;
  InitOptions init_;
  LoadOptions load_;
  QueryOptions read_;
  QueryOptions change_;
  ExportOptions export_;
  ShowOptions show_;
};

}  // namespace

int run(int argc, const char* const* argv) {
  // A file-size limit is an error to report, not a reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  Program program;
  return program.run(argc, argv);
}

}  // namespace omnigraph::cli
