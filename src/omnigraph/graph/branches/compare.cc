#include "omnigraph/graph/branches/compare.h"

#include <algorithm>
#include <map>

#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/merge/merge_base.h"

namespace omnigraph::graph {
namespace {

// The commit at `version` of the past of `record`; empty if it has none.
Result<std::string> id_at(GraphEnvironment& environment,
                          const CommitRecord& record,
                          uint64_t version) {
  OG_ASSIGN_OR_RETURN(const auto found, newest_commits(environment, record, 1, version));
  return found.empty() || found.front().entry.manifest_version != version
             ? std::string()
             : found.front().entry.graph_commit_id;
}

// Up to which version two pasts are the same, by first parents. Once they differ they differ for
// ever, so this is a search for one border.
Result<uint64_t> shared_versions(GraphEnvironment& environment,
                                 const Snapshot& one,
                                 const Snapshot& other) {
  uint64_t low = 0;
  uint64_t high = std::min(one.manifest_version(), other.manifest_version()) + 1;
  while (high - low > 1) {
    const uint64_t middle = low + (high - low) / 2;
    OG_ASSIGN_OR_RETURN(const std::string left, id_at(environment, one.record(), middle));
    OG_ASSIGN_OR_RETURN(const std::string right, id_at(environment, other.record(), middle));
    (left == right && !left.empty() ? low : high) = middle;
  }
  return low;
}

// Commits of `state` that `other` does not contain.
uint64_t commits_beyond(const Snapshot& state, const Snapshot& other, uint64_t shared) {
  const AncestorMap known = other.ancestors();
  const auto at = known.find(state.record().incarnation);
  const uint64_t contained =
      at == known.end() ? shared : std::max(shared, at->second.manifest_version);
  return state.manifest_version() - std::min(state.manifest_version(), contained);
}

std::vector<std::string> differing_tables(const PinMap& one, const PinMap& other) {
  std::vector<std::string> keys;
  for (const auto& [key, pin] : one) {
    const auto at = other.find(key);
    if (at == other.end() || at->second != pin) {
      keys.push_back(key);
    }
  }
  for (const auto& [key, pin] : other) {
    if (!one.contains(key)) {
      keys.push_back(key);
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

Result<std::vector<AuthorCount>> authors_of(GraphEnvironment& environment,
                                            const Snapshot& state,
                                            uint64_t newest) {
  OG_ASSIGN_OR_RETURN(const auto commits, newest_commits(environment, state.record(), newest));
  std::map<std::optional<std::string>, uint64_t> counts;
  for (const CommitHeader& commit : commits) {
    ++counts[commit.entry.actor_id];
  }
  std::vector<AuthorCount> authors;
  for (const auto& [actor, count] : counts) {
    authors.push_back({actor, count});
  }
  std::stable_sort(authors.begin(), authors.end(), [](const auto& a, const auto& b) {
    return a.commits > b.commits;
  });
  return authors;
}

}  // namespace

Result<BranchComparison> compare_branches(Graph& graph,
                                          const SnapshotPtr& branch,
                                          const SnapshotPtr& against) {
  GraphEnvironment& environment = graph.environment();
  BranchComparison comparison;
  OG_ASSIGN_OR_RETURN(const auto bases, merge_bases(environment, branch, against));
  comparison.base = bases.front();
  OG_ASSIGN_OR_RETURN(const uint64_t shared, shared_versions(environment, *branch, *against));
  comparison.ahead = commits_beyond(*branch, *against, shared);
  comparison.behind = commits_beyond(*against, *branch, shared);
  comparison.changed_tables = differing_tables(branch->pins(), comparison.base->pins());
  if (comparison.ahead != 0) {
    OG_ASSIGN_OR_RETURN(comparison.authors, authors_of(environment, *branch, comparison.ahead));
  }
  return comparison;
}

}  // namespace omnigraph::graph
