#include "omnigraph/cli/commands/collect_commits.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace omnigraph::cli {
namespace {

// Parents are never newer than their children, and always of a lower version.
bool is_newer(const graph::CommitHeader& a, const graph::CommitHeader& b) {
  return std::tie(a.entry.created_at, a.entry.manifest_version, a.entry.graph_commit_id) >
         std::tie(b.entry.created_at, b.entry.manifest_version, b.entry.graph_commit_id);
}

class CommitCollector {
 public:
  CommitCollector(engine::Engine& engine, size_t limit) : engine_(engine), limit_(limit) {}

  Result<CollectedCommits> run(std::vector<engine::BranchInfo> heads) {
    std::sort(heads.begin(), heads.end(), [](const auto& a, const auto& b) {
      return a.created_at > b.created_at;
    });
    for (const engine::BranchInfo& head : heads) {
      if (head.created_at < oldest_wanted()) {
        collected_.more = true;
        break;
      }
      OG_RETURN_IF_ERROR(add_branch(head));
    }
    OG_RETURN_IF_ERROR(add_merged());
    std::sort(commits_.begin(), commits_.end(), is_newer);
    if (commits_.size() > limit_) {
      commits_.resize(limit_);
      collected_.more = true;
    }
    collected_.commits = std::move(commits_);
    return std::move(collected_);
  }

 private:
  // When the last one of the newest `limit_` commits so far was made.
  int64_t oldest_wanted() {
    if (commits_.size() < limit_) {
      return INT64_MIN;
    }
    const auto last = commits_.begin() + static_cast<std::ptrdiff_t>(limit_ - 1);
    std::nth_element(commits_.begin(), last, commits_.end(), is_newer);
    return last->entry.created_at;
  }

  void add(const graph::CommitHeader& commit) {
    if (known_.insert(commit.entry.graph_commit_id).second) {
      commits_.push_back(commit);
    }
  }

  Status add_branch(const engine::BranchInfo& head) {
    // A branch that ends in another one's past came along with that.
    if (known_.count(head.commit_id) != 0) {
      return {};
    }
    engine::CommitListRequest request;
    request.branch = head.name;
    request.limit = limit_;
    OG_ASSIGN_OR_RETURN(const engine::CommitList list, engine_.commit_list(request));
    std::for_each(
        list.commits.begin(), list.commits.end(), [&](const auto& commit) { add(commit); });
    collected_.more = collected_.more || (list.next_cursor && list.commits.size() == limit_);
    return {};
  }

  // What merges brought in and no branch has any more.
  Status add_merged() {
    std::vector<graph::CommitHeader> open = commits_;
    while (!open.empty()) {
      const graph::CommitHeader commit = std::move(open.back());
      open.pop_back();
      if (commit.entry.created_at < oldest_wanted()) {
        continue;
      }
      for (const auto& parent :
           {commit.entry.parent_commit_id, commit.entry.merged_parent_commit_id}) {
        if (!parent || known_.count(*parent) != 0) {
          continue;
        }
        const auto found = engine_.commit(*parent);
        if (found.ok()) {
          add(*found);
          open.push_back(*found);
        } else if (found.error().code() != ErrorCode::kNotFound &&
                   found.error().code() != ErrorCode::kGone) {
          return found.error();
        }
      }
    }
    return {};
  }

  engine::Engine& engine_;
  size_t limit_;
  CollectedCommits collected_;
  std::vector<graph::CommitHeader> commits_;
  std::set<std::string> known_;
};

}  // namespace

Result<CollectedCommits> collect_commits(engine::Engine& engine,
                                         std::vector<engine::BranchInfo> heads,
                                         size_t limit) {
  return CommitCollector(engine, limit).run(std::move(heads));
}

}  // namespace omnigraph::cli
