#include "omnigraph/graph/maintain/optimize.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "omnigraph/base/format.h"
#include "omnigraph/base/task_pool.h"
#include "omnigraph/graph/maintain/apply_compaction.h"
#include "omnigraph/graph/maintain/own_fragments.h"
#include "omnigraph/graph/publish/rebase.h"

namespace omnigraph::graph {
namespace {

constexpr int kMostAttempts = 256;

// Threads beside the caller's; none: everything happens on that one, in one fixed order.
size_t thread_count(size_t wanted) {
  const size_t threads = wanted == 0 ? std::thread::hardware_concurrency() : wanted;
  return threads <= 1 ? 0 : threads;
}

struct TableWork {
  Compaction compaction;
  IndexChange indices;
};

class Optimization {
 public:
  Optimization(Graph& graph, const OptimizeOptions& options, const CancelToken& cancel)
      : graph_(graph),
        environment_(graph.environment()),
        options_(options),
        cancel_(cancel),
        pool_(thread_count(options.threads)) {}

  Result<OptimizeReport> run(const SnapshotPtr& base) {
    OG_ASSIGN_OR_RETURN(const auto plan, plan_optimize(environment_, base, options_));
    for (const auto& [key, pin] : base->pins()) {
      if (options_.tables.empty() || options_.tables.contains(key)) {
        report_.tables.push_back({key});
      }
    }
    for (const auto& [key, condition] : plan) {
      OG_ASSIGN_OR_RETURN(const TableViewPtr view, base->table(*base->catalog()->find_table(key)));
      TableWork& work = work_.emplace_back();
      OG_ASSIGN_OR_RETURN(
          work.compaction,
          compact_table(environment_, *view, condition.chosen, options_.limits, &pool_, cancel_));
    }
    if (!work_.empty()) {
      OG_RETURN_IF_ERROR(publish(base));
    }
    return std::move(report_);
  }

 private:
  Status publish(const SnapshotPtr& base) {
    SnapshotPtr now = base;
    const std::string commit_id = environment_.ids.next();
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
      OG_RETURN_IF_ERROR(cancel_.check());
      // Indices take a while the first time: nobody waits for them.
      std::unique_lock<std::mutex> alone;
      if (attempt > 0 && options_.alone) {
        alone = options_.alone();
      }
      OG_ASSIGN_OR_RETURN(now, newest(now));
      OG_ASSIGN_OR_RETURN(CommitDraft draft, draft_on(*now));
      if (draft.changes.empty()) {
        return {};
      }
      draft.commit_id = commit_id;
      PublishOptions publish;
      publish.deadline_boot_us = cancel_.deadline_boot_us();
      std::vector<CommitDraft> group;
      group.push_back(std::move(draft));
      OG_ASSIGN_OR_RETURN(PublishOutcome outcome,
                          graph_.publish_group(now, std::move(group), publish));
      if (outcome.published != nullptr) {
        report_.published = std::move(outcome.published);
        return {};
      }
      now = std::move(outcome.head);
    }
    return Error(ErrorCode::kConflict,
                 format("optimize lost {} races in a row — retry later", kMostAttempts));
  }

  Result<SnapshotPtr> newest(const SnapshotPtr& known) {
    const BranchLog log(environment_.store, known->branch(), known->record().graph_id);
    OG_ASSIGN_OR_RETURN(LogRecord head, log.head_after(known->log_record()));
    if (head.record->seq == known->record().seq) {
      return known;
    }
    if (head.record->incarnation != known->record().incarnation) {
      return Error(ErrorCode::kNotFound, format("branch '{}' not found", known->branch()));
    }
    return Snapshot::of_record(environment_, std::move(head));
  }

  Result<CommitDraft> draft_on(const Snapshot& now) {
    CommitDraft draft;
    draft.operation = std::string(kOptimizeOperation);
    draft.actor_id = options_.actor_id;
    for (TableWork& work : work_) {
      OG_ASSIGN_OR_RETURN(
          auto applied, apply_compaction(environment_, now, work.compaction, work.indices, &pool_));
      OptimizedTable& told = *std::find_if(
          report_.tables.begin(), report_.tables.end(), [&](const OptimizedTable& table) {
            return table.table_key == work.compaction.table_key;
          });
      told = {told.table_key};
      if (!applied) {
        continue;
      }
      told.fragments_removed = applied->fragments_removed;
      told.fragments_added = applied->fragments_added;
      told.committed = true;
      draft.manifests[told.table_key] = std::move(applied->version.manifest);
      draft.changes.push_back(std::move(applied->version.pin));
      std::move(applied->version.files.begin(),
                applied->version.files.end(),
                std::back_inserter(draft.files));
    }
    return draft;
  }

  Graph& graph_;
  GraphEnvironment& environment_;
  const OptimizeOptions& options_;
  const CancelToken& cancel_;
  TaskPool pool_;
  std::vector<TableWork> work_;
  OptimizeReport report_;
};

}  // namespace

Result<std::map<std::string, FragmentCondition>> plan_optimize(GraphEnvironment& environment,
                                                               const SnapshotPtr& base,
                                                               const OptimizeOptions& options) {
  for (const std::string& key : options.tables) {
    if (base->find_pin(key) == nullptr) {
      return Error(ErrorCode::kInvalidArgument, format("unknown table '{}'", key));
    }
  }
  std::map<std::string, FragmentCondition> plan;
  const auto shared = shared_data_files(environment, *base);
  if (!shared.ok() && shared.error().code() == ErrorCode::kGone) {
    return plan;  // what the branch wrote itself cannot be told any more
  }
  OG_RETURN_IF_ERROR(shared);
  for (const auto& [key, pin] : base->pins()) {
    if (!options.tables.empty() && !options.tables.contains(key)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base->manifest(pin));
    const auto of_table = shared->find(pin.table_path);
    const auto may_rewrite = [&](const lance::Fragment& fragment) {
      return of_table == shared->end() ||
             std::none_of(
                 fragment.files.begin(), fragment.files.end(), [&](const lance::DataFile& file) {
                   return of_table->second.contains(file.path);
                 });
    };
    FragmentCondition condition = plan_compaction(*manifest, options.limits, may_rewrite);
    if (!condition.chosen.empty() && base->catalog()->find_table(key) != nullptr) {
      plan.emplace(key, std::move(condition));
    }
  }
  return plan;
}

Result<OptimizeReport> optimize(Graph& graph,
                                const SnapshotPtr& base,
                                const OptimizeOptions& options,
                                const CancelToken& cancel) {
  return Optimization(graph, options, cancel).run(base);
}

}  // namespace omnigraph::graph
