// Engine's functions about merges and history.
#include "omnigraph/engine/engine_history.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/engine/engine_state.h"
#include "omnigraph/graph/branches/branches.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/log/names.h"

namespace omnigraph::engine {
namespace {

// So often a merge tries while other writers of the process go on; then it keeps them waiting.
constexpr int kAttemptsAmongOthers = 4;

// The type that users name "Person", "node:Person" or "edge:Knows".
Result<const schema::EntityType*> find_type(const schema::Catalog& catalog,
                                            const std::string& name) {
  for (const schema::EntityType* type :
       {catalog.find_table(name), catalog.find_node(name), catalog.find_edge(name)}) {
    if (type != nullptr) {
      return type;
    }
  }
  return Error(ErrorCode::kInvalidArgument, format("unknown type '{}'", name));
}

Result<graph::MergeRules> with_table_keys(const schema::Catalog& catalog,
                                          const graph::MergeRules& rules) {
  graph::MergeRules named = rules;
  named.by_table.clear();
  for (const auto& [name, decision] : rules.by_table) {
    OG_ASSIGN_OR_RETURN(const schema::EntityType* type, find_type(catalog, name));
    named.by_table[type->table_key] = decision;
  }
  return named;
}

// "Person/Alice" as table key and id.
Result<std::pair<std::string, std::string>> parse_row(const schema::Catalog& catalog,
                                                      const std::string& row) {
  const size_t slash = row.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == row.size()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("'{}' is no row: expected TYPE/ID, as in Person/Alice", row));
  }
  OG_ASSIGN_OR_RETURN(const schema::EntityType* type, find_type(catalog, row.substr(0, slash)));
  return std::pair(type->table_key, row.substr(slash + 1));
}

template <typename Request>
graph::MergeOptions options_of(const Request& request, graph::MergeRules rules) {
  graph::MergeOptions options;
  options.rules = std::move(rules);
  options.actor_id = request.actor_id;
  options.message = request.message;
  options.dry_run = request.dry_run;
  options.if_commit = request.if_commit;
  return options;
}

graph::OpenMerge open_merge(const MergeAnswer& answer, const MergeRequest& request) {
  graph::OpenMerge merge;
  merge.source = answer.source;
  merge.target = answer.target;
  merge.source_commit = answer.report.source_commit;
  merge.target_commit = answer.report.target_commit;
  merge.actor_id = request.actor_id;
  merge.message = request.message;
  merge.whole_rows = request.rules.whole_rows;
  merge.conflicts = answer.report.conflicts;
  return merge;
}

DiffStates::State state_of_diff(const graph::Snapshot& snapshot) {
  DiffStates::State state{snapshot.branch(), snapshot.commit_id(), snapshot.manifest_version(), {}};
  for (const auto& [key, pin] : snapshot.pins()) {
    const schema::EntityType* type = snapshot.catalog()->find_table(key);
    state.types.insert(type == nullptr ? key : type->name);
  }
  return state;
}

Error ended(const graph::OpenMerge& merge) {
  return Error(ErrorCode::kFailedPrecondition,
               format("merge {} is {}", merge.merge_id, to_string(merge.state)));
}

}  // namespace

Result<MergeAnswer> Engine::merge(const MergeRequest& request, const CancelToken& cancel) {
  MergeAnswer answer;
  OG_ASSIGN_OR_RETURN(answer.source, graph::normalize_branch_name(request.source));
  OG_ASSIGN_OR_RETURN(answer.target, graph::normalize_branch_name(request.target));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr target, state_->graph->head(answer.target));
  OG_ASSIGN_OR_RETURN(graph::MergeRules rules, with_table_keys(*target->catalog(), request.rules));
  graph::MergeOptions options = options_of(request, std::move(rules));
  const auto merge = [&] {
    return graph::merge_branches(*state_->graph, request.source, request.target, options, cancel);
  };
  options.attempts = kAttemptsAmongOthers;
  auto report = merge();
  if (!report.ok() && report.error().code() == ErrorCode::kConflict && !request.if_commit) {
    const auto queue = state_->turns.of(answer.target);
    const auto alone = queue->alone();
    options.attempts = graph::MergeOptions().attempts;
    report = merge();
  }
  OG_ASSIGN_OR_RETURN(answer.report, std::move(report));
  const bool failed = answer.report.outcome == graph::MergeOutcome::kConflicts;
  if (failed && request.keep_conflicts && !request.dry_run) {
    graph::OpenMerge open = open_merge(answer, request);
    open.merge_id = state_->ids.next();
    open.graph_id = state_->graph->graph_id();
    open.created_at = state_->graph->environment().clock.now_us();
    OG_RETURN_IF_ERROR(graph::store_step(state_->graph->environment(), open));
    answer.merge_id = open.merge_id;
  }
  if (!failed && request.delete_source && !request.dry_run) {
    // What was committed to the source after it was read stays.
    const Status deleted =
        graph::delete_branch(*state_->graph, request.source, {answer.report.source_commit});
    if (!deleted.ok()) {
      return deleted.error().with_context(
          format("the merge is done (commit {}), but branch '{}' was not deleted",
                 answer.report.after->commit_id(),
                 answer.source));
    }
    answer.source_deleted = true;
  }
  return answer;
}

Result<graph::MergeReport> Engine::revert(const ApplyRequest& request, const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr head, state_->graph->head(branch));
  OG_ASSIGN_OR_RETURN(graph::MergeRules rules, with_table_keys(*head->catalog(), request.rules));
  return graph::revert_commit(
      *state_->graph, request.commit_id, branch, options_of(request, std::move(rules)), cancel);
}

Result<graph::MergeReport> Engine::cherry_pick(const ApplyRequest& request,
                                               const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string branch, graph::normalize_branch_name(request.branch));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr head, state_->graph->head(branch));
  OG_ASSIGN_OR_RETURN(graph::MergeRules rules, with_table_keys(*head->catalog(), request.rules));
  return graph::cherry_pick(
      *state_->graph, request.commit_id, branch, options_of(request, std::move(rules)), cancel);
}

Result<std::vector<graph::OpenMerge>> Engine::merge_list(bool all) {
  return graph::list_open_merges(state_->graph->environment(), all);
}

Result<graph::OpenMerge> Engine::merge_show(const std::string& merge_id) {
  return graph::find_open_merge(state_->graph->environment(), merge_id);
}

Result<graph::OpenMerge> Engine::merge_resolve(const DecideRequest& request) {
  graph::GraphEnvironment& environment = state_->graph->environment();
  OG_ASSIGN_OR_RETURN(graph::OpenMerge merge,
                      graph::find_open_merge(environment, request.merge_id));
  if (merge.state != graph::MergeState::kOpen) {
    return ended(merge);
  }
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr target, state_->graph->head(merge.target));
  std::vector<std::pair<std::string, std::string>> rows;
  for (const std::string& row : request.rows) {
    OG_ASSIGN_OR_RETURN(auto named, parse_row(*target->catalog(), row));
    const bool known =
        std::any_of(merge.conflicts.begin(), merge.conflicts.end(), [&](const auto& conflict) {
          return conflict.table_key == named.first && conflict.row_id == named.second;
        });
    if (!known) {
      return Error(ErrorCode::kInvalidArgument,
                   format("merge {} has no conflict about '{}'", merge.merge_id, row));
    }
    rows.push_back(std::move(named));
  }
  for (const graph::MergeConflict& conflict : merge.conflicts) {
    if (request.rows.empty() && conflict.row_id) {
      rows.emplace_back(conflict.table_key, *conflict.row_id);
    }
  }
  for (const auto& [table, id] : rows) {
    std::erase_if(merge.decisions, [&](const graph::RowDecision& decision) {
      return decision.table_key == table && decision.row_id == id;
    });
    merge.decisions.push_back({table, id, request.decision});
  }
  OG_RETURN_IF_ERROR(graph::store_step(environment, merge));
  return merge;
}

Result<MergeAnswer> Engine::merge_continue(const std::string& merge_id,
                                           std::optional<std::string> actor_id,
                                           const CancelToken& cancel) {
  graph::GraphEnvironment& environment = state_->graph->environment();
  OG_ASSIGN_OR_RETURN(graph::OpenMerge merge, graph::find_open_merge(environment, merge_id));
  if (merge.state != graph::MergeState::kOpen) {
    return ended(merge);
  }
  MergeRequest request;
  request.source = merge.source;
  request.target = merge.target;
  request.actor_id = actor_id ? std::move(actor_id) : merge.actor_id;
  request.message = merge.message;
  request.rules.whole_rows = merge.whole_rows;
  for (const graph::RowDecision& decision : merge.decisions) {
    request.rules.by_row[{decision.table_key, decision.row_id}] = decision.decision;
  }
  OG_ASSIGN_OR_RETURN(MergeAnswer answer, this->merge(request, cancel));
  answer.merge_id = merge.merge_id;
  merge.source_commit = answer.report.source_commit;
  merge.target_commit = answer.report.target_commit;
  merge.conflicts = answer.report.conflicts;
  if (answer.report.outcome != graph::MergeOutcome::kConflicts) {
    merge.state = graph::MergeState::kDone;
    merge.merged_commit = answer.report.after->commit_id();
  }
  OG_RETURN_IF_ERROR(graph::store_step(environment, merge));
  return answer;
}

Result<graph::OpenMerge> Engine::merge_abort(const std::string& merge_id) {
  graph::GraphEnvironment& environment = state_->graph->environment();
  OG_ASSIGN_OR_RETURN(graph::OpenMerge merge, graph::find_open_merge(environment, merge_id));
  if (merge.state != graph::MergeState::kOpen) {
    return ended(merge);
  }
  merge.state = graph::MergeState::kAborted;
  OG_RETURN_IF_ERROR(graph::store_step(environment, merge));
  return merge;
}

Result<graph::ChangeCounts> Engine::diff(const DiffRequest& request,
                                         const graph::ChangeSink& sink,
                                         const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr from, graph::state_at(*state_->graph, request.from));
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr to, graph::state_at(*state_->graph, request.to));
  if (request.begin) {
    OG_RETURN_IF_ERROR(request.begin({state_of_diff(*from), state_of_diff(*to)}));
  }
  return graph::diff_states(*from, *to, request.filter, sink, cancel);
}

Result<std::vector<graph::FeedItem>> Engine::changes(const graph::FeedRequest& request,
                                                     const CancelToken& cancel) {
  return graph::change_feed(*state_->graph, request, cancel);
}

Result<EntityLogAnswer> Engine::entity_log(const std::string& row,
                                           const std::string& at,
                                           size_t limit,
                                           const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const graph::SnapshotPtr state, graph::state_at(*state_->graph, at));
  OG_ASSIGN_OR_RETURN(const auto named, parse_row(*state->catalog(), row));
  graph::EntityLogRequest request;
  request.table_key = named.first;
  request.id = named.second;
  request.limit = limit;
  EntityLogAnswer answer;
  answer.type_name = state->catalog()->find_table(named.first)->name;
  answer.id = named.second;
  OG_ASSIGN_OR_RETURN(answer.entries, graph::entity_log(*state_->graph, state, request, cancel));
  return answer;
}

}  // namespace omnigraph::engine
