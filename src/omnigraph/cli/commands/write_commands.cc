// init, load, change: the commands that write.
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/output/progress.h"
#include "omnigraph/cli/output/report.h"

namespace omnigraph::cli {

int run_init(const InitOptions& options) {
  const auto source = read_text_file(options.schema_file, "schema file");
  if (!source.ok()) {
    return report_error(source.error(), false);
  }
  const auto engine_opts = engine_options(options.graph);
  if (!engine_opts.ok()) {
    return report_error(engine_opts.error(), false);
  }
  const auto engine = engine::Engine::init(options.graph.uri, *source, *engine_opts);
  if (!engine.ok()) {
    const SourceText text{options.schema_file, *source};
    return report_error(engine.error(), false, &text);
  }
  finish_write(**engine);
  const Status printed = print(format("initialized {}\n", options.graph.uri));
  return printed.ok() ? 0 : report_error(printed.error(), false);
}

namespace {

uint64_t sum(const std::map<std::string, uint64_t>& counts) {
  uint64_t total = 0;
  for (const auto& [name, count] : counts) {
    total += count;
  }
  return total;
}

std::string load_text(const LoadOptions& options, const engine::LoadAnswer& answer) {
  if (options.output.json) {
    JsonWriter json(JsonWriter::Style::kPretty);
    json.begin_object();
    json.member("uri", options.graph.uri);
    json.member("branch", options.branch);
    json.member("mode", options.mode);
    json.member("nodes_loaded", sum(answer.nodes));
    json.member("edges_loaded", sum(answer.edges));
    json.member("node_types_loaded", uint64_t{answer.nodes.size()});
    json.member("edge_types_loaded", uint64_t{answer.edges.size()});
    json.end_object();
    return json.take() + "\n";
  }
  return format(
      "loaded {} on branch {} with {}: {} nodes across {} node types, {} edges across {} edge "
      "types\n",
      options.graph.uri,
      options.branch,
      options.mode,
      sum(answer.nodes),
      answer.nodes.size(),
      sum(answer.edges),
      answer.edges.size());
}

// The input of a load: a file or stdin, closed at the end.
class Input {
 public:
  explicit Input(const std::string& path)
      : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~Input() {
    if (descriptor_ > STDIN_FILENO) {
      ::close(descriptor_);
    }
  }
  int descriptor() const { return descriptor_; }
  uint64_t size() const {
    struct stat info {};
    return fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode)
               ? static_cast<uint64_t>(info.st_size)
               : 0;
  }

 private:
  int descriptor_;
};

}  // namespace

int run_load(const LoadOptions& options) {
  const Stopwatch watch;
  const Input input(options.data_file);
  if (input.descriptor() < 0) {
    return report_error(Error(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kInvalidArgument,
                              format("cannot read data file '{}': {}",
                                     options.data_file,
                                     std::generic_category().message(errno))),
                        options.output.json);
  }
  const auto engine = open_graph(options.graph);
  if (!engine.ok()) {
    return report_error(engine.error(), options.output.json);
  }
  engine::LoadRequest request;
  request.branch = options.branch;
  request.mode = options.mode;
  request.strict = options.strict;
  request.cascade = options.cascade;
  const CancelToken cancel;
  Result<engine::LoadAnswer> answer = [&] {
    ProgressLine progress(input.size());
    request.progress = [&](uint64_t rows, uint64_t bytes) { progress.update(rows, bytes); };
    return (*engine)->load(
        graph::read_from_descriptor(input.descriptor(), options.data_file), request, cancel);
  }();
  if (!answer.ok()) {
    return report_error(answer.error(), options.output.json);
  }
  finish_write(**engine);
  for (const auto& [what, count] : answer->ignored) {
    report_warning(format("ignored {} ({} times): not in the schema", what, count));
  }
  for (const auto& [edge, count] : answer->cascaded) {
    report_warning(format("deleted {} {} edges whose ends are no more", count, edge));
  }
  const Status printed = print(load_text(options, *answer));
  if (options.output.timing) {
    report_timing(watch.elapsed_us());
  }
  return printed.ok() ? 0 : report_error(printed.error(), options.output.json);
}

namespace {

std::string change_text(const QueryOptions& options, const engine::ChangeAnswer& answer) {
  if (!options.output.json) {
    return format("changed {} via {}: {} nodes, {} edges\n",
                  answer.branch,
                  answer.query_name,
                  answer.affected_nodes,
                  answer.affected_edges);
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("branch", answer.branch);
  json.member("query_name", answer.query_name);
  json.member("affected_nodes", answer.affected_nodes);
  json.member("affected_edges", answer.affected_edges);
  json.key("actor_id");
  json.null();
  json.key("graph_commit_id");
  answer.commit_id ? json.string(*answer.commit_id) : json.null();
  json.member("manifest_version", answer.manifest_version);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

int run_change(const QueryOptions& options) {
  const Stopwatch watch;
  const bool as_json = options.output.json;
  const auto source = read_text_file(options.query_file, "query file");
  if (!source.ok()) {
    return report_error(source.error(), as_json);
  }
  const auto params = read_params(options);
  if (!params.ok()) {
    return report_error(params.error(), as_json);
  }
  const auto engine = open_graph(options.graph);
  if (!engine.ok()) {
    return report_error(engine.error(), as_json);
  }
  engine::ChangeRequest request;
  request.query_source = *source;
  request.query_name = options.name;
  request.params_json = *params;
  request.branch = options.branch;
  const SourceText text{options.query_file, *source};
  const CancelToken cancel;
  const auto answer = (*engine)->change(request, cancel);
  if (!answer.ok()) {
    return report_error(answer.error(), as_json, &text);
  }
  if (answer->commit_id) {
    finish_write(**engine);
  }
  report_warnings(answer->warnings, &text);
  const Status printed = print(change_text(options, *answer));
  if (options.output.timing) {
    report_timing(watch.elapsed_us());
  }
  return printed.ok() ? 0 : report_error(printed.error(), as_json);
}

}  // namespace omnigraph::cli
