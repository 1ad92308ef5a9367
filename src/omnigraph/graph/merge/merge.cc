#include "omnigraph/graph/merge/merge.h"

#include <functional>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/history/entity_log.h"
#include "omnigraph/graph/log/names.h"
#include "omnigraph/graph/merge/merge_base.h"
#include "omnigraph/graph/merge/seal_merge.h"

namespace omnigraph::graph {
namespace {

Status check_condition(const MergeOptions& options, const Snapshot& target) {
  if (options.if_commit && *options.if_commit != target.commit_id()) {
    return Error(ErrorCode::kConflict,
                 format("branch '{}' is at commit {}, not at {}",
                        target.branch(),
                        target.commit_id(),
                        *options.if_commit));
  }
  return {};
}

void describe_commit(Graph& graph, const MergeOptions& options, CommitDraft* draft) {
  draft->commit_id = graph.environment().ids.next();
  draft->actor_id = options.actor_id;
  draft->message = options.message;
}

// The source's tables as the target's.
Result<CommitDraft> adopt_all(const Snapshot& source, const Snapshot& target) {
  CommitDraft draft;
  draft.operation = "merge";
  for (const auto& [key, pin] : source.pins()) {
    const Pin* known = target.find_pin(key);
    if (known == nullptr || known->manifest != pin.manifest ||
        known->table_path != pin.table_path) {
      OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, source.manifest(pin));
      adopt_version(pin, manifest, *source.files(), &draft);
    }
  }
  for (const auto& [key, pin] : target.pins()) {
    if (source.find_pin(key) == nullptr) {
      draft.changes.push_back(pin);
      draft.changes.back().dropped = true;
    }
    // What comes in between must not be lost, whatever table it changed.
    draft.read.insert(key);
  }
  for (const Pin& pin : draft.changes) {
    draft.read.erase(pin.table_key);
  }
  if (source.schema_sha256() != target.schema_sha256()) {
    draft.schema = NewSchema{source.schema_sha256(), source.catalog()};
  }
  return draft;
}

// One attempt to make a draft on a head: sets the report, and gives the draft if there is something
// to publish.
using MakeDraft = std::function<Result<std::optional<CommitDraft>>(const SnapshotPtr& target,
                                                                   MergeReport* report)>;

Result<MergeReport> publish_merge(Graph& graph,
                                  const std::string& branch,
                                  const MergeOptions& options,
                                  const CancelToken& cancel,
                                  const MakeDraft& make) {
  for (int attempt = 0; attempt < options.attempts; ++attempt) {
    OG_RETURN_IF_ERROR(cancel.check());
    OG_ASSIGN_OR_RETURN(const SnapshotPtr target, graph.head(branch));
    OG_RETURN_IF_ERROR(check_condition(options, *target));
    MergeReport report;
    report.target_commit = target->commit_id();
    report.after = target;
    OG_ASSIGN_OR_RETURN(std::optional<CommitDraft> draft, make(target, &report));
    if (!draft || options.dry_run) {
      return report;
    }
    describe_commit(graph, options, &*draft);
    PublishOptions publish;
    publish.deadline_boot_us = cancel.deadline_boot_us();
    auto published = graph.publish(target, *std::move(draft), publish);
    if (published.ok()) {
      report.after = *published;
      return report;
    }
    // What another writer changed meanwhile is merged with in the next attempt.
    if (published.error().code() != ErrorCode::kConflict) {
      return published.error();
    }
  }
  return Error(ErrorCode::kConflict,
               format("branch '{}' moved {} times while the merge was being made — try again",
                      branch,
                      options.attempts));
}

// When the row was last changed on one side since the base; the far past if it was not.
Result<int64_t> last_change(Graph& graph,
                            const MergeInput& input,
                            const SnapshotPtr& side,
                            const std::string& table_key,
                            const std::string& id,
                            const CancelToken& cancel) {
  EntityLogRequest request;
  request.table_key = table_key;
  request.id = id;
  request.limit = 1;
  request.without = input.bases.front()->ancestors();
  if (side->find_pin(table_key) == nullptr) {
    return INT64_MIN;
  }
  OG_ASSIGN_OR_RETURN(const auto log, entity_log(graph, side, request, cancel));
  return log.empty() ? INT64_MIN : log.front().commit.entry.created_at;
}

// Of two changes at the same instant the target's stays.
std::function<Result<Decision>(const std::string&, const std::string&)> newest_side(
    Graph& graph, const MergeInput& input, const CancelToken& cancel) {
  return [&graph, &input, &cancel](const std::string& table_key,
                                   const std::string& id) -> Result<Decision> {
    OG_ASSIGN_OR_RETURN(const int64_t theirs,
                        last_change(graph, input, input.source, table_key, id, cancel));
    OG_ASSIGN_OR_RETURN(const int64_t ours,
                        last_change(graph, input, input.target, table_key, id, cancel));
    return theirs > ours ? Decision::kTheirs : Decision::kOurs;
  };
}

// Merges the change from `base` to `source` into the target.
Result<std::optional<CommitDraft>> draft_of(Graph& graph,
                                            const MergeInput& input,
                                            const MergeOptions& options,
                                            const CancelToken& cancel,
                                            MergeReport* report) {
  OG_ASSIGN_OR_RETURN(StateMerge merged,
                      merge_states(graph.environment(), input, options.rules, cancel));
  report->counts = std::move(merged.counts);
  report->conflicts = std::move(merged.conflicts);
  report->decided = merged.decided;
  report->changes_schema = merged.changes_schema;
  report->outcome = report->conflicts.empty() ? MergeOutcome::kMerged : MergeOutcome::kConflicts;
  return report->conflicts.empty() ? std::optional(std::move(merged.draft)) : std::nullopt;
}

Result<std::optional<CommitDraft>> merge_into(Graph& graph,
                                              const SnapshotPtr& source,
                                              const SnapshotPtr& target,
                                              const MergeOptions& options,
                                              const CancelToken& cancel,
                                              MergeReport* report) {
  report->source_commit = source->commit_id();
  const Relation relation = relation_of(*source, *target);
  if (relation == Relation::kSame || relation == Relation::kSourceInside) {
    report->outcome = MergeOutcome::kAlreadyUpToDate;
    return std::optional<CommitDraft>();
  }
  std::optional<CommitDraft> draft;
  if (relation == Relation::kTargetInside) {
    report->base_commits = {target->commit_id()};
    report->changes_schema = source->schema_sha256() != target->schema_sha256();
    if (options.dry_run) {
      OG_ASSIGN_OR_RETURN(draft,
                          draft_of(graph, {{target}, source, target}, options, cancel, report));
    } else {
      OG_ASSIGN_OR_RETURN(draft, adopt_all(*source, *target));
    }
    report->outcome = MergeOutcome::kFastForward;
  } else {
    MergeInput input;
    OG_ASSIGN_OR_RETURN(input.bases, merge_bases(graph.environment(), source, target));
    for (const SnapshotPtr& base : input.bases) {
      report->base_commits.push_back(base->commit_id());
    }
    input.source = source;
    input.target = target;
    MergeOptions complete = options;
    if (!complete.rules.newest) {
      complete.rules.newest = newest_side(graph, input, cancel);
    }
    OG_ASSIGN_OR_RETURN(draft, draft_of(graph, input, complete, cancel, report));
  }
  if (draft) {
    draft->merged = MergedParent{source->commit_id(), source->ancestors()};
  }
  return draft;
}

// The states before and after a commit.
struct CommitStates {
  SnapshotPtr before;
  SnapshotPtr after;
};

Result<CommitStates> states_of(Graph& graph, const std::string& commit_id) {
  CommitStates states;
  OG_ASSIGN_OR_RETURN(const CommitHeader commit, graph.commit(commit_id));
  if (!commit.entry.parent_commit_id) {
    return Error(ErrorCode::kInvalidArgument,
                 format("commit {} is the first one: there is no state before it", commit_id));
  }
  OG_ASSIGN_OR_RETURN(states.after, graph.at_commit(commit_id));
  OG_ASSIGN_OR_RETURN(states.before, graph.at_commit(*commit.entry.parent_commit_id));
  return states;
}

Result<MergeReport> apply_change(Graph& graph,
                                 const CommitStates& change,
                                 const std::string& operation,
                                 const std::string& default_message,
                                 const std::string& branch,
                                 const MergeOptions& options,
                                 const CancelToken& cancel) {
  MergeOptions described = options;
  if (!described.message) {
    described.message = default_message;
  }
  return publish_merge(
      graph,
      branch,
      described,
      cancel,
      [&](const SnapshotPtr& target, MergeReport* report) -> Result<std::optional<CommitDraft>> {
        report->source_commit = change.after->commit_id();
        report->base_commits = {change.before->commit_id()};
        MergeInput input{{change.before}, change.after, target};
        input.adopt = false;
        OG_ASSIGN_OR_RETURN(auto draft, draft_of(graph, input, described, cancel, report));
        if (draft && draft->changes.empty()) {
          report->outcome = MergeOutcome::kAlreadyUpToDate;
          return std::optional<CommitDraft>();
        }
        if (draft) {
          draft->operation = operation;
        }
        return draft;
      });
}

}  // namespace

std::string_view to_string(MergeOutcome outcome) {
  switch (outcome) {
    case MergeOutcome::kAlreadyUpToDate:
      return "already_up_to_date";
    case MergeOutcome::kFastForward:
      return "fast_forward";
    case MergeOutcome::kMerged:
      return "merged";
    case MergeOutcome::kConflicts:
      return "conflicts";
  }
  return "";
}

Result<MergeReport> merge_branches(Graph& graph,
                                   const std::string& source,
                                   const std::string& target,
                                   const MergeOptions& options,
                                   const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const std::string from, normalize_branch_name(source));
  OG_ASSIGN_OR_RETURN(const std::string into, normalize_branch_name(target));
  if (from == into) {
    return Error(ErrorCode::kInvalidArgument,
                 "branch_merge requires distinct source and target branches");
  }
  OG_ASSIGN_OR_RETURN(const SnapshotPtr state, graph.head(from));
  return publish_merge(
      graph, into, options, cancel, [&](const SnapshotPtr& head, MergeReport* report) {
        return merge_into(graph, state, head, options, cancel, report);
      });
}

Result<MergeReport> revert_commit(Graph& graph,
                                  const std::string& commit_id,
                                  const std::string& branch,
                                  const MergeOptions& options,
                                  const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(CommitStates states, states_of(graph, commit_id));
  std::swap(states.before, states.after);
  return apply_change(
      graph, states, "revert", format("revert {}", commit_id), branch, options, cancel);
}

Result<MergeReport> cherry_pick(Graph& graph,
                                const std::string& commit_id,
                                const std::string& branch,
                                const MergeOptions& options,
                                const CancelToken& cancel) {
  OG_ASSIGN_OR_RETURN(const CommitStates states, states_of(graph, commit_id));
  return apply_change(
      graph, states, "cherry_pick", format("cherry-pick {}", commit_id), branch, options, cancel);
}

}  // namespace omnigraph::graph
