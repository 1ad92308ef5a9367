#include "omnigraph/cli/arguments.h"

#include "omnigraph/cli/commands/write_conditions.h"

namespace omnigraph::cli {
namespace {

// TABLE=VERSION; what TABLE may be is for the engine to say.
std::string check_expectation(const std::string& text) {
  uint64_t version = 0;
  return parse_expectation(text, &version) ? "" : "'" + text + "' is not of the form TABLE=VERSION";
}

}  // namespace

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

void add_config(CLI::App& command, GraphOptions& graph) {
  command.add_option(
      "--target", graph.target, "The graph, by its name below `graphs` of the configuration");
  command.add_option("--config", graph.config_file, "The configuration; default omnigraph.yaml");
  add_store_options(command, graph);
}

void add_positional_graph(CLI::App& command, GraphOptions& graph) {
  command.add_option("URI,--uri", graph.uri, "The graph: a directory");
  add_config(command, graph);
}
void add_named_graph(CLI::App& command, GraphOptions& graph) {
  command.add_option("--uri", graph.uri, "The graph: a directory");
  add_config(command, graph);
}

void add_json(CLI::App& command, OutputOptions& output) {
  command.add_flag("--json", output.json, "Print JSON");
}
void add_timing(CLI::App& command, bool& timing) {
  command.add_flag("--timing", timing, "Say on stderr how long it took");
}
void add_timeout(CLI::App& command, double& seconds) {
  command.add_option("--timeout", seconds, "Give up after this many seconds")
      ->check(CLI::PositiveNumber)
      ->option_text("SECONDS");
}
CLI::Option* add_branch(CLI::App& command, std::optional<std::string>& branch) {
  return command.add_option("--branch", branch, "The branch; default main");
}

CLI::Option* add_repeated(CLI::App& command,
                          const std::string& name,
                          std::vector<std::string>& values,
                          const std::string& help) {
  return command.add_option(name, values, help)->allow_extra_args(false);
}

void add_write_conditions(CLI::App& command, WriteOptions& write) {
  add_repeated(command,
               "--expect",
               write.expect,
               "Refuse unless the table is at this version (may be repeated)")
      ->check(CLI::Validator(check_expectation, ""))
      ->option_text("TABLE=VERSION");
  command.add_option("--if-commit", write.if_commit, "Refuse unless this is the newest commit")
      ->option_text("COMMIT_ID");
  command
      .add_option("--idempotency-key",
                  write.idempotency_key,
                  "Do it once: a repetition with this key gets the receipt of the first")
      ->option_text("KEY");
  add_actor(command, write.actor);
}

void add_actor(CLI::App& command, std::optional<std::string>& actor) {
  command.add_option("--as", actor, "Who does it: stands in the commit")->option_text("ACTOR");
}

CLI::Option* add_reference(CLI::App& command, std::string& reference) {
  return command
      .add_option("--snapshot,--at",
                  reference,
                  "The state that is meant: a commit id, tag:NAME, BRANCH@VERSION, "
                  "BRANCH@2026-01-02T03:04:05Z or a branch")
      ->option_text("REF");
}

}  // namespace omnigraph::cli
