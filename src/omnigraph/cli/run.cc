// The arguments of every command, and nothing else: what they do is in commands/.
#include "omnigraph/cli/run.h"

#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>

#include "omnigraph/base/format.h"
#include "omnigraph/base/version.h"
#include "omnigraph/cli/arguments.h"
#include "omnigraph/cli/branch_arguments.h"
#include "omnigraph/cli/bundle_arguments.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/history_arguments.h"
#include "omnigraph/cli/options.h"
#include "omnigraph/cli/output/report.h"
#include "omnigraph/cli/schema_arguments.h"

namespace omnigraph::cli {
namespace {

constexpr int kUsageError = 2;

// Positional arguments, as many as come. The library would read "[1,2]" as two of them where it
// lets an option take any number, so this one takes a fixed number that nobody reaches.
void add_arguments(CLI::App& command,
                   std::vector<std::string>& arguments,
                   const std::string& help) {
  constexpr int kMany = 100'000;
  command.add_option("ARGS", arguments, help)
      ->expected(kMany)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->option_text("TEXT ...");
}

void add_query(CLI::App& command, QueryOptions& options) {
  add_named_graph(command, options.graph);
  add_arguments(command, options.positional, "The graph; with --alias, the arguments of the alias");
  command.add_option("--query", options.query_file, "The file of queries (.gq); - is stdin");
  command.add_option("--alias", options.alias, "A query that the configuration names");
  command.add_option(
      "--name", options.name, "Which query of the file; may be left out if there is only one");
  auto* params = command.add_option("--params", options.params, "Parameters as a JSON object");
  command.add_option("--params-file", options.params_file, "A file with the parameters")
      ->excludes(params);
  add_json(command, options.output);
  add_timing(command, options.output.timing);
  add_timeout(command, options.timeout_seconds);
}

// What is left over of the positional arguments of read and change: those that name neither the
// graph nor belong to an alias.
const std::string* superfluous_argument(const QueryOptions& options) {
  const size_t allowed = options.graph.uri.empty() ? 1 : 0;
  return options.alias.empty() && options.positional.size() > allowed ? &options.positional[allowed]
                                                                      : nullptr;
}

// Help in which many arguments are an ellipsis and not a number.
class HelpFormatter : public CLI::Formatter {
  std::string make_option_usage(const CLI::Option* option) const override {
    return option->get_expected_max() > 1 ? "[" + option->get_name(true) + "...]"
                                          : CLI::Formatter::make_option_usage(option);
  }
};

// Every command with its options. The program's state while it parses.
class Program {
 public:
  Program() : app_("A typed property graph with commits, on open Lance tables.", "omnigraph") {
    app_.formatter(std::make_shared<HelpFormatter>());
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "Help for all commands");
    app_.set_version_flag("-v,--version", format("omnigraph {}", program_version()));
    add_init();
    add_load();
    add_read();
    add_change();
    add_export();
    add_shows();
    add_branch_commands(app_, branches_, action_);
    add_history_commands(app_, history_, action_);
    add_verify();
    add_maintenance();
    add_bundle_commands(app_, bundles_, action_);
    add_lint();
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
    for (const QueryOptions* options : {&read_, &change_}) {
      if (const std::string* argument = superfluous_argument(*options)) {
        std::cerr << format(
            "Unexpected argument '{}': only aliases take arguments\n"
            "Run with --help for more information.\n",
            *argument);
        return kUsageError;
      }
    }
    return action_();
  }

 private:
  void add_init() {
    auto* command = app_.add_subcommand("init", "Create a graph from a schema");
    command->add_option("--schema", init_.schema_file, "The schema file (.pg)")->required();
    command->add_option("URI,--uri", init_.graph.uri, "The graph: a directory that will be made")
        ->required();
    add_store_options(*command, init_.graph);
    command->callback([this] { action_ = [this] { return run_init(init_); }; });
  }
  void add_load() {
    auto* command =
        app_.add_subcommand("load", "Load nodes and edges from JSON lines or CSV, as one commit");
    add_positional_graph(*command, load_.graph);
    add_repeated(
        *command,
        "--data",
        load_.data,
        "A file of JSON lines or CSV, also .gz or .zst, or a directory of them; - is stdin "
        "(may be repeated)")
        ->required();
    command->add_option("--type", load_.type, "The node or edge type of the rows of CSV")
        ->option_text("TYPE");
    add_branch(*command, load_.branch);
    command
        ->add_option("--mode", load_.mode, "overwrite replaces the tables of the types in the file")
        ->check(CLI::IsMember({"overwrite", "append", "merge"}))
        ->capture_default_str();
    command->add_flag("--strict", load_.strict, "Refuse properties that are not in the schema");
    command->add_flag("--keep-automatic",
                      load_.keep_automatic,
                      "Store the values of @auto properties that rows carry");
    command->add_flag(
        "--cascade", load_.cascade, "Delete stored edges whose ends the load takes away");
    command->add_option("--threads", load_.threads, "Threads to use (default: one per processor)")
        ->check(CLI::Range(1, 1024))
        ->option_text("N");
    command->add_flag("--quiet", load_.quiet, "Show neither progress nor what was loaded");
    add_write_conditions(*command, load_.write);
    add_json(*command, load_.output);
    add_timing(*command, load_.output.timing);
    add_timeout(*command, load_.timeout_seconds);
    command->callback([this] { action_ = [this] { return run_load(load_); }; });
  }
  void add_read() {
    auto* command = app_.add_subcommand("read", "Run a query");
    add_query(*command, read_);
    auto* branch = add_branch(*command, read_.branch);
    add_reference(*command, read_.snapshot)->excludes(branch);
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
    add_write_conditions(*command, change_.write);
    command
        ->add_option("--retry",
                     change_.write.retries,
                     "Run it again up to this often when another writer was first")
        ->option_text("TIMES");
    command->callback([this] { action_ = [this] { return run_change(change_); }; });
  }
  void add_export() {
    auto* command = app_.add_subcommand("export", "Print the graph as JSON lines that load again");
    add_positional_graph(*command, export_.graph);
    auto* branch = add_branch(*command, export_.branch);
    add_reference(*command, export_.at)->excludes(branch);
    add_repeated(
        *command, "--type", export_.types, "Only this node or edge type (may be repeated)");
    add_repeated(*command,
                 "--table",
                 export_.tables,
                 "Only this table, as node:X or edge:Y (may be repeated)");
    command->add_flag("--jsonl", export_.jsonl, "Has no effect")->group("");
    add_timing(*command, export_.timing);
    command->callback([this] { action_ = [this] { return run_export(export_); }; });
  }
  void add_shows() {
    auto* snapshot = app_.add_subcommand("snapshot", "Show the tables of a state");
    add_positional_graph(*snapshot, show_.graph);
    auto* snapshot_branch = add_branch(*snapshot, show_.branch);
    add_reference(*snapshot, show_.at)->excludes(snapshot_branch);
    add_json(*snapshot, show_.output);
    snapshot->callback([this] { action_ = [this] { return run_snapshot(show_); }; });

    auto* schema =
        app_.add_subcommand("schema", "The schema and its changes")->require_subcommand(1);
    auto* schema_show = schema->add_subcommand("show", "Print the schema's source")->alias("get");
    add_positional_graph(*schema_show, show_.graph);
    auto* schema_branch = add_branch(*schema_show, show_.branch);
    add_reference(*schema_show, show_.at)->excludes(schema_branch);
    add_json(*schema_show, show_.output);
    schema_show->callback([this] { action_ = [this] { return run_schema_show(show_); }; });
    add_schema_changes(*schema, schema_, action_);

    auto* commit = app_.add_subcommand("commit", "The history")->require_subcommand(1);
    auto* list = commit->add_subcommand("list", "List commits, newest first");
    add_positional_graph(*list, show_.graph);
    add_branch(*list, show_.branch);
    list->add_option("--limit", show_.limit, "At most this many")->check(CLI::PositiveNumber);
    add_commit_filters(*list, show_);
    add_json(*list, show_.output);
    list->callback([this] { action_ = [this] { return run_commit_list(show_); }; });

    auto* one = commit->add_subcommand("show", "Show one commit");
    one->add_option("COMMIT_ID", show_.commit_id, "The commit")->required();
    add_named_graph(*one, show_.graph);
    one->add_flag("--changes", show_.changes, "With what it changed, row by row");
    add_json(*one, show_.output);
    one->callback([this] { action_ = [this] { return run_commit_show(show_); }; });
  }

  void add_verify() {
    auto* command = app_.add_subcommand(
        "verify", "Check that everything the history needs is there and undamaged");
    add_positional_graph(*command, verify_.graph);
    command->add_flag(
        "--deep", verify_.deep, "Also check the newest state: rows, constraints, indices");
    add_json(*command, verify_.output);
    add_timing(*command, verify_.output.timing);
    command->callback([this] { action_ = [this] { return run_verify(verify_); }; });
  }
  void add_maintenance() {
    auto* optimize = app_.add_subcommand(
        "optimize", "Put small fragments together and take deleted rows out, as one commit");
    add_positional_graph(*optimize, maintenance_.graph);
    add_branch(*optimize, maintenance_.branch);
    add_repeated(*optimize,
                 "--table",
                 maintenance_.tables,
                 "Only this table, as node:X or edge:Y (may be repeated)");
    add_json(*optimize, maintenance_.output);
    add_timing(*optimize, maintenance_.output.timing);
    optimize->callback([this] { action_ = [this] { return run_optimize(maintenance_); }; });

    auto* cleanup = app_.add_subcommand(
        "cleanup", "Give up old commits and delete the files that nothing needs any more");
    add_positional_graph(*cleanup, maintenance_.graph);
    cleanup->add_option("--keep", maintenance_.keep, "Keep this many commits before the newest")
        ->option_text("N");
    cleanup
        ->add_option("--older-than",
                     maintenance_.older_than,
                     "Give up only what is older, as 7d (s, m, h, d, w)")
        ->option_text("DURATION");
    cleanup
        ->add_option("--grace",
                     maintenance_.grace,
                     "How long files stay for who still reads them (default 24h; 0 deletes at "
                     "once: only when nobody else is at work)")
        ->option_text("DURATION");
    cleanup->add_flag("--confirm", maintenance_.confirm, "Do it; else only say what would happen");
    add_json(*cleanup, maintenance_.output);
    add_timing(*cleanup, maintenance_.output.timing);
    cleanup->callback([this] { action_ = [this] { return run_cleanup(maintenance_); }; });

    auto* stats = app_.add_subcommand("stats", "Show what the tables are made of");
    add_positional_graph(*stats, maintenance_.graph);
    add_branch(*stats, maintenance_.branch);
    add_json(*stats, maintenance_.output);
    stats->callback([this] { action_ = [this] { return run_stats(maintenance_); }; });
  }
  void add_lint() {
    auto* query = app_.add_subcommand("query", "Query files")->require_subcommand(1);
    auto* lint = query
                     ->add_subcommand("lint",
                                      "Check the queries of a file against a schema, without "
                                      "running them")
                     ->alias("check");
    add_positional_graph(*lint, lint_.graph);
    lint->add_option("--query", lint_.query_file, "The file of queries (.gq); - is stdin")
        ->required();
    lint->add_option("--schema", lint_.schema_file, "A schema file instead of a graph's schema");
    add_json(*lint, lint_.output);
    lint->callback([this] { action_ = [this] { return run_query_lint(lint_); }; });
  }

  CLI::App app_;
  std::function<int()> action_;
  InitOptions init_;
  LoadOptions load_;
  QueryOptions read_;
  QueryOptions change_;
  ExportOptions export_;
  ShowOptions show_;
  BranchCommands branches_;
  HistoryCommands history_;
  SchemaOptions schema_;
  VerifyOptions verify_;
  MaintenanceOptions maintenance_;
  BundleOptions bundles_;
  LintOptions lint_;
};

}  // namespace

int run(int argc, const char* const* argv) {
  // A file-size limit is an error to report, not a reason to die.
  std::signal(SIGXFSZ, SIG_IGN);
  Program program;
  return program.run(argc, argv);
}

}  // namespace omnigraph::cli
