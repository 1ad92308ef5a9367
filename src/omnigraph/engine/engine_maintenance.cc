// Engine's functions of maintenance.
#include "omnigraph/engine/background_worker.h"
#include "omnigraph/engine/engine_state.h"
#include "omnigraph/engine/maintenance.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::engine {

using graph::SnapshotPtr;

namespace {

graph::OptimizeOptions optimize_options(BranchTurns<ChangeTurn>& turns, const std::string& branch) {
  graph::OptimizeOptions options;
  options.alone = [queue = turns.of(branch)] { return queue->alone(); };
  return options;
}

// Is a table with this condition worth work that nobody asked for?
bool is_due(const graph::FragmentCondition& condition, const BackgroundOptimize& background) {
  return condition.small_fragments >= background.small_fragments ||
         (condition.deleted_rows != 0 && condition.deleted_rows * 4 >= condition.rewritten_rows);
}

}  // namespace

Result<OptimizeAnswer> Engine::optimize(const OptimizeRequest& request, const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, state_->graph->head(branch));
  graph::OptimizeOptions options = optimize_options(state_->turns, branch);
  options.tables = request.tables;
  options.threads = request.threads;
  options.actor_id = request.actor_id;
  OG_ASSIGN_OR_RETURN(graph::OptimizeReport report,
                      graph::optimize(*state_->graph, head, options, cancel));
  OptimizeAnswer answer;
  answer.tables = std::move(report.tables);
  if (report.published != nullptr) {
    answer.commit_id = report.published->commit_id();
    answer.manifest_version = report.published->manifest_version();
  }
  return answer;
}

Result<graph::CleanupReport> Engine::cleanup(const graph::CleanupOptions& request,
                                             const CancelToken& cancel) {
  return graph::cleanup(state_->graph->environment(), state_->graph->graph_id(), request, cancel);
}

Result<StatsAnswer> Engine::stats(const Target& target) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr snapshot, resolve(*state_->graph, target));
  StatsAnswer answer;
  answer.branch = snapshot->branch();
  answer.commit_id = snapshot->commit_id();
  answer.manifest_version = snapshot->manifest_version();
  OG_ASSIGN_OR_RETURN(answer.tables, graph::table_stats(*snapshot));
  return answer;
}

void Engine::State::start_background() {
  if (!options.background_optimize.enabled) {
    return;
  }
  // Whatever goes wrong here is no news for anybody: it is tried again after the next commit.
  background = std::make_unique<BackgroundWorker>(
      options.background_optimize.share,
      [this](const std::string& branch, const CancelToken& stop) {
        const auto head = graph->head(branch, options.write_staleness_us);
        if (!head.ok()) {
          return;
        }
        graph::OptimizeOptions wanted = optimize_options(turns, branch);
        const auto plan = graph::plan_optimize(graph->environment(), *head, wanted);
        if (!plan.ok()) {
          return;
        }
        for (const auto& [key, condition] : *plan) {
          if (is_due(condition, options.background_optimize)) {
            wanted.tables.insert(key);
          }
        }
        if (!wanted.tables.empty()) {
          wanted.threads = 1;
          static_cast<void>(graph::optimize(*graph, *head, wanted, stop));
        }
      });
}

void Engine::State::note_commit(const std::string& branch) {
  if (background != nullptr) {
    background->note(branch);
  }
}

void Engine::wait_for_background() {
  if (state_->background != nullptr) {
    state_->background->wait_until_idle();
  }
}

}  // namespace omnigraph::engine
