#include "omnigraph/graph/history/entity_log.h"

#include <algorithm>
#include <set>

#include "omnigraph/base/format.h"
#include "omnigraph/graph/branches/find_commit.h"
#include "omnigraph/graph/log/lineage.h"
#include "omnigraph/graph/merge/merge_base.h"
#include "omnigraph/graph/table/id_index.h"

namespace omnigraph::graph {
namespace {

using columnar::kNullRow;

constexpr size_t kHeadersPerStep = 256;

// The table at `path` in a state.
TableInState table_at(const SnapshotPtr& state, const std::string& path) {
  if (state != nullptr) {
    for (const auto& [key, pin] : state->pins()) {
      const schema::EntityType* type = state->catalog()->find_table(key);
      if (pin.table_path == path && type != nullptr) {
        return {state.get(), &pin, type};
      }
    }
  }
  return {};
}

Result<uint32_t> find_row(const TableInState& table, const std::string& id) {
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, table.view());
  if (view == nullptr) {
    return kNullRow;
  }
  const std::string_view wanted = id;
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> found, scan_ids(*view, std::span(&wanted, 1)));
  return found[0];
}

bool same_changes(const EntityChange& a, const EntityChange& b) {
  return std::equal(a.properties.begin(),
                    a.properties.end(),
                    b.properties.begin(),
                    b.properties.end(),
                    [](const PropertyChange& x, const PropertyChange& y) {
                      return x.property == y.property && x.after == y.after;
                    });
}

class EntityWalk {
 public:
  EntityWalk(Graph& graph,
             std::string path,
             const EntityLogRequest& request,
             const CancelToken& cancel)
      : graph_(graph), path_(std::move(path)), request_(request), cancel_(cancel) {}

  // Adds the entries of the first parents of `state`, itself included, down to those `without`.
  Status walk(const SnapshotPtr& state, const AncestorMap& without) {
    uint64_t from = state->manifest_version();
    while (from > 0 && entries_.size() < request_.limit) {
      OG_RETURN_IF_ERROR(cancel_.check());
      OG_ASSIGN_OR_RETURN(
          const std::vector<CommitHeader> headers,
          newest_commits(graph_.environment(), state->record(), kHeadersPerStep, from));
      for (const CommitHeader& header : headers) {
        if (entries_.size() >= request_.limit) {
          return {};
        }
        const Result<bool> looked = look_at(header, without);
        if (!looked.ok() && looked.error().code() == ErrorCode::kGone && !entries_.empty()) {
          return {};
        }
        OG_ASSIGN_OR_RETURN(const bool more, looked);
        if (!more) {
          return {};
        }
      }
      if (headers.empty()) {
        return {};
      }
      from = headers.back().entry.manifest_version - 1;
    }
    return {};
  }

  std::vector<EntityLogEntry> take() { return std::move(entries_); }

 private:
  // False: the commit, and so all before it, are among `without`.
  Result<bool> look_at(const CommitHeader& header, const AncestorMap& without) {
    OG_ASSIGN_OR_RETURN(const FoundCommit found, find_commit(graph_, header));
    const CommitRecord& record = *found.record.record;
    const auto known = without.find(record.incarnation);
    if (known != without.end() && known->second.manifest_version >= header.entry.manifest_version) {
      return false;
    }
    const CommitEntry& entry = record.commits[found.index];
    const bool touched = std::any_of(entry.changes.begin(),
                                     entry.changes.end(),
                                     [&](const Pin& pin) { return pin.table_path == path_; });
    if (touched && seen_.insert(entry.graph_commit_id).second) {
      OG_RETURN_IF_ERROR(tell(header, found, without));
    }
    return true;
  }

  Status tell(const CommitHeader& header, const FoundCommit& found, const AncestorMap& without) {
    const CommitEntry& entry = found.record.record->commits[found.index];
    OG_ASSIGN_OR_RETURN(const SnapshotPtr after,
                        Snapshot::of_commit(graph_.environment(), found.record, found.index));
    SnapshotPtr before;
    if (entry.parent_commit_id) {
      OG_ASSIGN_OR_RETURN(before, graph_.at_commit(*entry.parent_commit_id));
    }
    OG_ASSIGN_OR_RETURN(auto change, change_between(before, after));
    if (!change) {
      return {};
    }
    EntityLogEntry told{{entry, header.branch, header.seq}, *std::move(change)};
    if (entry.merged_parent_commit_id && before != nullptr) {
      return tell_merge(std::move(told), before, without);
    }
    entries_.push_back(std::move(told));
    return {};
  }

  // The row's change; nothing if it stayed as it was.
  Result<std::optional<EntityChange>> change_between(const SnapshotPtr& before,
                                                     const SnapshotPtr& after) {
    const TableInState from = table_at(before, path_);
    const TableInState to = table_at(after, path_);
    RowChange row{request_.id, kNullRow, kNullRow};
    OG_ASSIGN_OR_RETURN(row.before, find_row(from, request_.id));
    OG_ASSIGN_OR_RETURN(row.after, find_row(to, request_.id));
    if (row.before == kNullRow && row.after == kNullRow) {
      return std::optional<EntityChange>();
    }
    OG_ASSIGN_OR_RETURN(auto described, describe_changes(from, to, std::span(&row, 1), true));
    const bool same = described[0].op == RowOp::kUpdate && described[0].properties.empty();
    return same ? std::nullopt : std::optional(std::move(described[0]));
  }

  Status tell_merge(EntityLogEntry merge, const SnapshotPtr& before, const AncestorMap& without) {
    OG_ASSIGN_OR_RETURN(const SnapshotPtr source,
                        graph_.at_commit(*merge.commit.entry.merged_parent_commit_id));
    OG_ASSIGN_OR_RETURN(const auto bases, merge_bases(graph_.environment(), source, before));
    // What the source made of the row since it went its own way.
    OG_ASSIGN_OR_RETURN(const auto brought, change_between(bases.front(), source));
    const bool decided = !brought || !same_changes(*brought, merge.change);
    if (decided) {
      entries_.push_back(std::move(merge));
    }
    // Of the source's past what is not in the target's.
    AncestorMap known = before->ancestors();
    for (const auto& [incarnation, commit] : without) {
      add_ancestors(known, {commit});
    }
    return walk(source, known);
  }

  Graph& graph_;
  const std::string path_;
  const EntityLogRequest& request_;
  const CancelToken& cancel_;
  std::set<std::string> seen_;
  std::vector<EntityLogEntry> entries_;
};

}  // namespace

Result<std::vector<EntityLogEntry>> entity_log(Graph& graph,
                                               const SnapshotPtr& state,
                                               const EntityLogRequest& request,
                                               const CancelToken& cancel) {
  const Pin* pin = state->find_pin(request.table_key);
  if (pin == nullptr) {
    return Error(ErrorCode::kNotFound, format("there is no table '{}'", request.table_key));
  }
  EntityWalk walk(graph, pin->table_path, request, cancel);
  OG_RETURN_IF_ERROR(walk.walk(state, request.without));
  return walk.take();
}

}  // namespace omnigraph::graph
