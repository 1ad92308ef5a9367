// init, load, change: the commands that write.
#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/base/json_writer.h"
#include "omnigraph/cli/commands/commands.h"
#include "omnigraph/cli/commands/commit_output.h"
#include "omnigraph/cli/commands/input_file.h"
#include "omnigraph/cli/commands/load_sources.h"
#include "omnigraph/cli/commands/query_input.h"
#include "omnigraph/cli/commands/session.h"
#include "omnigraph/cli/commands/settings.h"
#include "omnigraph/cli/commands/write_conditions.h"
#include "omnigraph/cli/config/starter_config.h"
#include "omnigraph/cli/output/progress.h"
#include "omnigraph/cli/output/rows.h"

namespace omnigraph::cli {
namespace {

Status init(const InitOptions& options, Reporting& reporting) {
  OG_ASSIGN_OR_RETURN(const std::string source, read_text_file(options.schema_file, "schema file"));
  reporting.source = SourceText{options.schema_file, source};
  OG_ASSIGN_OR_RETURN(const auto engine, init_graph(options.graph.uri, source, options.graph));
  finish_write(*engine);
  const Status written = write_starter_config(options.graph.uri);
  if (!written.ok()) {
    report_warning("the graph is there, but not its configuration: " + written.error().message());
  }
  return print(format("initialized {}\n", options.graph.uri));
}

uint64_t sum(const std::map<std::string, uint64_t>& counts) {
  uint64_t total = 0;
  for (const auto& [name, count] : counts) {
    total += count;
  }
  return total;
}

// Types among the tables of a kind that a commit wrote.
uint64_t count_tables(const engine::WriteReceipt& receipt, std::string_view kind) {
  return static_cast<uint64_t>(
      std::count_if(receipt.tables.begin(), receipt.tables.end(), [&](const auto& table) {
        return std::string_view(table.table_key).starts_with(kind);
      }));
}

// What is loaded, also if it was so before.
struct LoadCounts {
  uint64_t nodes = 0;
  uint64_t edges = 0;
  uint64_t node_types = 0;
  uint64_t edge_types = 0;
};

LoadCounts counts_of(const engine::LoadAnswer& answer) {
  if (answer.repeated) {
    return {answer.affected_nodes,
            answer.affected_edges,
            count_tables(answer, "node:"),
            count_tables(answer, "edge:")};
  }
  return {sum(answer.nodes), sum(answer.edges), answer.nodes.size(), answer.edges.size()};
}

std::string load_text(const LoadOptions& options,
                      const std::string& uri,
                      const std::string& branch,
                      const engine::LoadAnswer& answer) {
  const LoadCounts counts = counts_of(answer);
  if (options.output.json) {
    JsonWriter json(JsonWriter::Style::kPretty);
    json.begin_object();
    json.member("uri", uri);
    json.member("branch", branch);
    json.member("mode", options.mode);
    json.member("nodes_loaded", counts.nodes);
    json.member("edges_loaded", counts.edges);
    json.member("node_types_loaded", counts.node_types);
    json.member("edge_types_loaded", counts.edge_types);
    write_receipt(json, answer);
    json.end_object();
    return json.take() + "\n";
  }
  return format(
      "loaded {} on branch {} with {}: {} nodes across {} node types, {} edges across {} edge "
      "types\n{}",
      uri,
      branch,
      options.mode,
      counts.nodes,
      counts.node_types,
      counts.edges,
      counts.edge_types,
      options.write.any() ? receipt_line(answer) : "");
}

Status load(const LoadOptions& options) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const std::string uri, resolve_graph(config, options.graph));
  OG_RETURN_IF_ERROR(require_local(uri, "load"));
  OG_ASSIGN_OR_RETURN(LoadSources sources, load_sources(options.data, options.type));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(uri, options.graph));
  engine::LoadRequest request;
  request.branch = resolve_branch(config, options.branch);
  request.mode = options.mode;
  request.actor_id = options.write.actor;
  request.strict = options.strict;
  request.cascade = options.cascade;
  request.keep_automatic = options.keep_automatic;
  request.threads = options.threads;
  OG_ASSIGN_OR_RETURN(request.conditions, write_conditions(options.write));
  const CancelToken cancel(system_clock(), deadline_after(options.timeout_seconds));
  const Result<engine::LoadAnswer> answer = [&] {
    ProgressLine progress(sources.size_bytes, !options.quiet && !options.output.json);
    request.progress = [&](uint64_t rows, uint64_t bytes) { progress.update(rows, bytes); };
    return engine->load(std::move(sources.inputs), request, cancel);
  }();
  OG_RETURN_IF_ERROR(answer);
  finish_write(*engine);
  for (const auto& [what, count] : answer->ignored) {
    report_warning(format("ignored {} ({} times): not in the schema", what, count));
  }
  for (const auto& [edge, count] : answer->cascaded) {
    report_warning(format("deleted {} {} edges whose ends are no more", count, edge));
  }
  return options.quiet && !options.output.json
             ? Status()
             : print(load_text(options, uri, request.branch, *answer));
}

std::string change_text(const QueryOptions& options,
                        const engine::ChangeAnswer& answer,
                        const TableLayout& layout) {
  if (!options.output.json) {
    return format("changed {} via {}: {} nodes, {} edges\n{}{}{}",
                  answer.branch,
                  answer.query_name,
                  answer.affected_nodes,
                  answer.affected_edges,
                  options.write.actor ? format("actor_id: {}\n", *options.write.actor) : "",
                  options.write.any() ? receipt_line(answer) : "",
                  answer.rows ? rows_as_table(*answer.rows, layout) : "");
  }
  JsonWriter json(JsonWriter::Style::kPretty);
  json.begin_object();
  json.member("branch", answer.branch);
  json.member("query_name", answer.query_name);
  json.member("affected_nodes", answer.affected_nodes);
  json.member("affected_edges", answer.affected_edges);
  write_optional_member(json, "actor_id", options.write.actor);
  write_receipt(json, answer);
  if (answer.rows) {
    write_columns_and_rows(json, *answer.rows);
  }
  json.end_object();
  return json.take() + "\n";
}

Status change(const QueryOptions& options, Reporting& reporting) {
  OG_ASSIGN_OR_RETURN(const Config config, load_settings(options.graph));
  OG_ASSIGN_OR_RETURN(const QueryInput input,
                      resolve_query(config, options, AliasCommand::kChange));
  OG_ASSIGN_OR_RETURN(const auto engine, open_graph(input.graph_uri, options.graph));
  reporting.source = SourceText{input.query_path, input.query_source};
  engine::ChangeRequest request;
  request.query_source = input.query_source;
  request.query_name = input.query_name;
  request.params_json = input.params_json;
  request.branch = input.branch;
  request.actor_id = options.write.actor;
  OG_ASSIGN_OR_RETURN(request.conditions, write_conditions(options.write));
  const CancelToken cancel(system_clock(), deadline_after(options.timeout_seconds));
  OG_ASSIGN_OR_RETURN(const engine::ChangeAnswer answer, engine->change(request, cancel));
  if (answer.commit_id) {
    finish_write(*engine);
  }
  report_warnings(answer.warnings, &*reporting.source);
  const TableLayout layout{config.table_max_column_width, config.table_cell_layout};
  return print(change_text(options, answer, layout));
}

}  // namespace

int run_init(const InitOptions& options) {
  return run_reported({}, [&](Reporting& reporting) { return init(options, reporting); });
}

int run_load(const LoadOptions& options) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting&) { return load(options); });
}

int run_change(const QueryOptions& options) {
  return run_reported({options.output.json, options.output.timing, std::nullopt},
                      [&](Reporting& reporting) { return change(options, reporting); });
}

}  // namespace omnigraph::cli
