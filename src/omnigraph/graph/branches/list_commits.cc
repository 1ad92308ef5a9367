#include "omnigraph/graph/branches/list_commits.h"

#include <algorithm>
#include <map>
#include <utility>

#include "omnigraph/graph/branches/find_commit.h"
#include "omnigraph/graph/branches/ref.h"
#include "omnigraph/graph/log/lineage.h"

namespace omnigraph::graph {
namespace {

// Headers are read in pieces, so that a short answer does not read a long history.
constexpr size_t kHeadersAtOnce = 256;

class CommitLister {
 public:
  CommitLister(Graph& graph, const SnapshotPtr& head, const CommitFilter& filter)
      : graph_(graph), head_(head), filter_(filter) {}

  Result<CommitPage> run() {
    OG_ASSIGN_OR_RETURN(version_, first_version());
    CommitPage page;
    while (version_ != 0 && page.commits.size() < filter_.limit) {
      OG_ASSIGN_OR_RETURN(const std::optional<CommitHeader> next, next_commit());
      if (!next || (filter_.since_us && next->entry.created_at < *filter_.since_us)) {
        version_ = 0;
        break;
      }
      version_ = next->entry.manifest_version - 1;
      if (!filter_.actor_id || next->entry.actor_id == filter_.actor_id) {
        page.commits.push_back(*next);
      }
    }
    if (version_ != 0) {
      page.next_before = version_ + 1;
    }
    return page;
  }

 private:
  // Where to begin: 0 if nothing can be found.
  Result<uint64_t> first_version() {
    uint64_t version = head_->manifest_version();
    if (filter_.before_version != 0) {
      version = std::min(version, filter_.before_version - 1);
    }
    if (filter_.until_us) {
      OG_ASSIGN_OR_RETURN(const auto last,
                          commit_at_time(graph_.environment(), head_->record(), *filter_.until_us));
      version = last ? std::min(version, last->entry.manifest_version) : 0;
    }
    return version;
  }

  // The newest commit up to version_ that changed the tables in question; nothing at the end.
  Result<std::optional<CommitHeader>> next_commit() {
    if (filter_.table_keys.empty()) {
      return header(version_);
    }
    while (version_ != 0) {
      OG_ASSIGN_OR_RETURN(const uint64_t candidate, last_change());
      if (candidate == 0) {
        return std::optional<CommitHeader>();
      }
      version_ = candidate;
      OG_ASSIGN_OR_RETURN(const bool changed, changes(candidate));
      if (changed) {
        return header(candidate);
      }
      --version_;
    }
    return std::optional<CommitHeader>();
  }

  Result<std::optional<CommitHeader>> header(uint64_t version) {
    if (window_.empty() || version > window_.front().entry.manifest_version ||
        version < window_.back().entry.manifest_version) {
      const size_t count = filter_.table_keys.empty() ? kHeadersAtOnce : 1;
      OG_ASSIGN_OR_RETURN(window_,
                          newest_commits(graph_.environment(), head_->record(), count, version));
    }
    for (const CommitHeader& known : window_) {
      if (known.entry.manifest_version == version) {
        return std::optional(known);
      }
    }
    return std::optional<CommitHeader>();
  }

  // The record of a commit; nothing if its changes were reclaimed.
  Result<std::optional<FoundCommit>> found(uint64_t version) {
    OG_ASSIGN_OR_RETURN(const auto commit, header(version));
    if (!commit) {
      return std::optional<FoundCommit>();
    }
    auto record = find_commit(graph_, *commit);
    if (!record.ok() && record.error().code() == ErrorCode::kGone) {
      return std::optional<FoundCommit>();
    }
    OG_RETURN_IF_ERROR(record);
    return std::optional(std::move(record).value());
  }

  Result<bool> changes(uint64_t version) {
    OG_ASSIGN_OR_RETURN(const auto commit, found(version));
    if (!commit) {
      return false;
    }
    const auto& pins = commit->record.record->commits[commit->index].changes;
    return std::any_of(pins.begin(), pins.end(), [&](const Pin& pin) {
      return std::find(filter_.table_keys.begin(), filter_.table_keys.end(), pin.table_key) !=
             filter_.table_keys.end();
    });
  }

  // What the tables were at a version, to be compared; nothing if that cannot be told from here: a
  // table that is absent may have come and gone.
  Result<std::optional<std::string>> tables_at(uint64_t version) {
    OG_ASSIGN_OR_RETURN(const auto commit, found(version));
    if (!commit) {
      return std::optional<std::string>();
    }
    OG_ASSIGN_OR_RETURN(const SnapshotPtr state,
                        Snapshot::of_commit(graph_.environment(), commit->record, commit->index));
    std::string text;
    for (const std::string& key : filter_.table_keys) {
      const Pin* pin = state->find_pin(key);
      if (pin == nullptr) {
        return std::optional<std::string>();
      }
      text += pin->table_path + "/" + pin->manifest + " ";
    }
    return std::optional(std::move(text));
  }

  // The newest version up to version_ that may have changed the tables. Versions of a table only
  // rise along a branch, so two states with the same one have it all the way between them.
  Result<uint64_t> last_change() {
    OG_ASSIGN_OR_RETURN(const auto now, tables_at(version_));
    if (!now) {
      return version_;
    }
    uint64_t same = version_;
    uint64_t other = 0;
    for (uint64_t step = 1; same > step; step *= 2) {
      OG_ASSIGN_OR_RETURN(const auto then, tables_at(same - step));
      if (then != now) {
        other = same - step;
        break;
      }
      same -= step;
    }
    while (same - other > 1) {
      const uint64_t middle = other + (same - other) / 2;
      OG_ASSIGN_OR_RETURN(const auto then, tables_at(middle));
      (then == now ? same : other) = middle;
    }
    return same;
  }

  Graph& graph_;
  const SnapshotPtr& head_;
  const CommitFilter& filter_;
  uint64_t version_ = 0;              // to look at next; 0: the end
  std::vector<CommitHeader> window_;  // headers read last, newest first
};

}  // namespace

Result<CommitPage> list_commits(Graph& graph,
                                const std::string& branch,
                                const CommitFilter& filter) {
  OG_ASSIGN_OR_RETURN(const SnapshotPtr head, graph.head(branch));
  return CommitLister(graph, head, filter).run();
}

}  // namespace omnigraph::graph
