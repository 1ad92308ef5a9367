#include "omnigraph/graph/merge/merge_base.h"

#include <algorithm>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/log/branch_log.h"

namespace omnigraph::graph {
namespace {

// The newest commits, one per incarnation, that both have.
std::vector<ContainedCommit> common_ancestors(const AncestorMap& a, const AncestorMap& b) {
  std::vector<ContainedCommit> common;
  for (const auto& [incarnation, commit] : a) {
    const auto other = b.find(incarnation);
    if (other != b.end()) {
      common.push_back(commit.manifest_version <= other->second.manifest_version ? commit
                                                                                 : other->second);
    }
  }
  return common;
}

bool contains(const AncestorMap& ancestors, const ContainedCommit& commit) {
  const auto at = ancestors.find(commit.incarnation);
  return at != ancestors.end() && at->second.manifest_version >= commit.manifest_version;
}

bool contains_all(const AncestorMap& ancestors, const AncestorMap& others) {
  return std::all_of(others.begin(), others.end(), [&](const auto& other) {
    return contains(ancestors, other.second);
  });
}

// The state after the commit; `a` and `b` may be it.
Result<SnapshotPtr> read_state(GraphEnvironment& environment,
                               const std::string& graph_id,
                               const ContainedCommit& commit) {
  const BranchLog log(environment.store, commit.branch, graph_id);
  OG_ASSIGN_OR_RETURN(LogRecord record, log.read(commit.seq));
  if (record.record->kind == RecordKind::kThinned) {
    return Error(ErrorCode::kGone,
                 format("the merge base was reclaimed by cleanup: branch '{}', version {}",
                        commit.branch,
                        commit.manifest_version));
  }
  const std::vector<CommitEntry>& commits = record.record->commits;
  if (record.record->incarnation == commit.incarnation && commits.empty()) {
    return Snapshot::of_record(environment, std::move(record));
  }
  for (size_t i = 0; i < commits.size() && record.record->incarnation == commit.incarnation; ++i) {
    if (commits[i].manifest_version == commit.manifest_version) {
      return Snapshot::of_commit(environment, std::move(record), i);
    }
  }
  return Error(ErrorCode::kCorruption,
               format("a record does not hold the commit that another one tells of: branch '{}', "
                      "seq {}, version {}",
                      commit.branch,
                      commit.seq,
                      commit.manifest_version));
}

bool is_state(const Snapshot& state, const ContainedCommit& commit) {
  return state.record().incarnation == commit.incarnation &&
         state.manifest_version() == commit.manifest_version;
}

}  // namespace

Relation relation_of(const Snapshot& source, const Snapshot& target) {
  if (source.commit_id() == target.commit_id()) {
    return Relation::kSame;
  }
  const AncestorMap theirs = source.ancestors();
  const AncestorMap ours = target.ancestors();
  if (contains_all(ours, theirs)) {
    return Relation::kSourceInside;
  }
  return contains_all(theirs, ours) ? Relation::kTargetInside : Relation::kDiverged;
}

Result<std::vector<SnapshotPtr>> merge_bases(GraphEnvironment& environment,
                                             const SnapshotPtr& source,
                                             const SnapshotPtr& target) {
  std::vector<ContainedCommit> candidates =
      common_ancestors(source->ancestors(), target->ancestors());
  const auto is_own = [&](const ContainedCommit& commit) {
    return commit.incarnation == source->record().incarnation ||
           commit.incarnation == target->record().incarnation;
  };
  std::stable_sort(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
    return is_own(a) != is_own(b) ? is_own(a) : a.manifest_version > b.manifest_version;
  });
  std::vector<SnapshotPtr> bases;
  for (const ContainedCommit& candidate : candidates) {
    const bool covered = std::any_of(bases.begin(), bases.end(), [&](const SnapshotPtr& base) {
      return contains(base->ancestors(), candidate);
    });
    if (covered) {
      continue;
    }
    SnapshotPtr state = is_state(*source, candidate)   ? source
                        : is_state(*target, candidate) ? target
                                                       : nullptr;
    if (state == nullptr) {
      OG_ASSIGN_OR_RETURN(state, read_state(environment, source->record().graph_id, candidate));
    }
    // It may be newer than one that was looked at before.
    std::erase_if(bases, [&, ancestors = state->ancestors()](const SnapshotPtr& base) {
      return contains_all(ancestors, base->ancestors());
    });
    bases.push_back(std::move(state));
  }
  if (bases.empty()) {
    return Error(ErrorCode::kFailedPrecondition, "branches have no common ancestor");
  }
  std::stable_sort(bases.begin(), bases.end(), [](const SnapshotPtr& a, const SnapshotPtr& b) {
    return a->created_at() > b->created_at();
  });
  return bases;
}

}  // namespace omnigraph::graph
