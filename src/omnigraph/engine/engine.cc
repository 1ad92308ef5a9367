#include "omnigraph/engine/engine.h"

#include <unistd.h>

#include "omnigraph/engine/compile_query.h"
#include "omnigraph/engine/engine_state.h"
#include "omnigraph/engine/run_load.h"
#include "omnigraph/exec/run_read.h"
#include "omnigraph/exec/topology/topology_source.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/query/types/params.h"

namespace omnigraph::engine {

using graph::SnapshotPtr;

namespace {

EngineOptions with_defaults(EngineOptions options) {
  if (options.cache_bytes == 0) {
    const auto pages = static_cast<size_t>(sysconf(_SC_PHYS_PAGES));
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    options.cache_bytes = pages * page / 4;
  }
  return options;
}

int64_t now_ms() {
  return system_clock().now_us() / 1000;
}

}  // namespace

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->start_background();
}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::init_on(io::ObjectStore& store,
                                                std::string_view schema_source,
                                                const EngineOptions& options) {
  auto state = std::make_unique<State>(nullptr, store, with_defaults(options));
  OG_ASSIGN_OR_RETURN(state->graph, graph::Graph::init(state->environment(), schema_source));
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Result<std::unique_ptr<Engine>> Engine::open_on(io::ObjectStore& store,
                                                const EngineOptions& options) {
  auto state = std::make_unique<State>(nullptr, store, with_defaults(options));
  OG_ASSIGN_OR_RETURN(state->graph, graph::Graph::open(state->environment()));
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Result<std::unique_ptr<Engine>> Engine::init(const std::string& uri,
                                             std::string_view schema_source,
                                             const EngineOptions& options) {
  OG_ASSIGN_OR_RETURN(auto store, io::open_store(uri, options.store));
  io::ObjectStore& used = *store;
  OG_ASSIGN_OR_RETURN(auto engine, init_on(used, schema_source, options));
  engine->state_->owned_store = std::move(store);
  return engine;
}

Result<std::unique_ptr<Engine>> Engine::open(const std::string& uri, const EngineOptions& options) {
  OG_ASSIGN_OR_RETURN(auto store, io::open_store(uri, options.store));
  io::ObjectStore& used = *store;
  OG_ASSIGN_OR_RETURN(auto engine, open_on(used, options));
  engine->state_->owned_store = std::move(store);
  return engine;
}

Result<graph::VerifyReport> Engine::verify_on(io::ObjectStore& store,
                                              const graph::VerifyOptions& request,
                                              const EngineOptions& options,
                                              const CancelToken& cancel) {
  State state(nullptr, store, with_defaults(options));
  graph::GraphEnvironment environment = state.environment();
  return graph::verify_graph(environment, request, cancel);
}

Result<graph::VerifyReport> Engine::verify(const std::string& uri,
                                           const graph::VerifyOptions& request,
                                           const EngineOptions& options,
                                           const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const auto store, io::open_store(uri, options.store));
  return verify_on(*store, request, options, cancel);
}

std::string Engine::uri() const {
  return state_->store.root_uri();
}

Result<SnapshotPtr> resolve(graph::Graph& graph, const Target& target) {
  if (target.snapshot) {
    return graph::state_at(graph, *target.snapshot);
  }
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(target.branch));
  return graph.head(branch);
}

Result<ReadAnswer> Engine::read(const ReadRequest& request, const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr snapshot, resolve(*state_->graph, request.target));
  const auto reads = state_->reads.of(snapshot);
  OG_ASSIGN_OR_RETURN(
      const query::CheckedQueryPtr query,
      compile_query(
          state_->cache, reads->catalog(), request.query_source, request.query_name, Door::kRead));
  OG_ASSIGN_OR_RETURN(std::vector<query::Value> params,
                      query::decode_params(*query, request.params_json));
  exec::ExecContext context{*query,
                            reads->tables,
                            std::move(params),
                            now_ms(),
                            cancel,
                            state_->options.limits,
                            &reads->topologies};
  auto rows = exec::run_read(context);
  if (!rows.ok()) {
    return locate(rows.error(), request.query_source);
  }
  return ReadAnswer{query->name, request.target, std::move(rows).value(), query->warnings};
}

Result<ChangeAnswer> Engine::change(const ChangeRequest& request, const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  ChangeTurn turn{request, cancel, request.conditions.conflict_retries, std::nullopt};
  state_->turns.of(branch)->run(turn, [&](std::span<ChangeTurn* const> group) {
    run_changes({*state_->graph,
                 state_->cache,
                 state_->reads,
                 {state_->ids, state_->embed, &state_->topologies},
                 state_->options.limits,
                 state_->options.write_staleness_us,
                 branch},
                group);
  });
  if (turn.answer->ok() && (*turn.answer)->commit_id) {
    state_->note_commit(branch);
  }
  return *std::move(turn.answer);
}

Result<LoadAnswer> Engine::load(std::vector<graph::LoadInput> inputs,
                                const LoadRequest& request,
                                const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  const auto turns = state_->turns.of(branch);
  const auto alone = turns->alone();
  auto answer = run_load(*state_->graph, state_->embed, branch, std::move(inputs), request, cancel);
  if (answer.ok() && answer->commit_id) {
    state_->note_commit(branch);
  }
  return answer;
}

Result<LoadAnswer> Engine::load(const graph::ByteReader& input,
                                const LoadRequest& request,
                                const CancelToken& cancel) {
  std::vector<graph::LoadInput> inputs(1);
  inputs[0].open = [&] { return Result<graph::ByteReader>(input); };
  return load(std::move(inputs), request, cancel);
}

Status Engine::export_rows(const Target& target,
                           const graph::ExportFilter& filter,
                           const graph::TextSink& sink,
                           const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr snapshot, resolve(*state_->graph, target));
  return graph::export_snapshot(*snapshot, filter, sink, cancel);
}

Result<SnapshotAnswer> Engine::snapshot(const Target& target) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr snapshot, resolve(*state_->graph, target));
  SnapshotAnswer answer;
  answer.branch = snapshot->branch();
  answer.manifest_version = snapshot->manifest_version();
  for (const auto& [key, pin] : snapshot->pins()) {
    answer.tables.push_back(
        {pin.table_key, pin.table_path, pin.table_version, pin.table_branch, pin.row_count});
  }
  return answer;
}

Result<std::vector<graph::CommitHeader>> Engine::commits(const std::string& branch, size_t limit) {
  OG_ASSIGN_OR_RETURN(const std::string name, graph::normalize_branch_name(branch));
  return state_->graph->commits(name, limit);
}

Result<graph::CommitHeader> Engine::commit(const std::string& commit_id) {
  return state_->graph->commit(commit_id);
}

Result<std::string> Engine::schema_source(const Target& target) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr snapshot, resolve(*state_->graph, target));
  return snapshot->catalog()->source();
}

Result<MirrorAnswer> Engine::sync_mirror() {
  OG_ASSIGN_OR_RETURN(const graph::MirrorReport report, state_->graph->sync_mirror());
  MirrorAnswer answer;
  answer.written = report.written;
  for (const graph::MirrorDrift& drift : report.drift) {
    answer.drifted_tables.push_back(drift.table_key);
  }
  return answer;
}

}  // namespace omnigraph::engine
