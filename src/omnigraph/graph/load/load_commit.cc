// The end of a load: stored edges that it would leave without an end, and its commit.
#include <algorithm>

#include "omnigraph/base/fail_point.h"
#include "omnigraph/base/format.h"
#include "omnigraph/graph/load/dangling.h"
#include "omnigraph/graph/load/load_session.h"
#include "omnigraph/graph/load/loaded_table.h"
#include "omnigraph/graph/stage/seal_table.h"

namespace omnigraph::graph {

using schema::EntityType;

// ---- Stored edges that would dangle ------------------------------------------------------------

std::vector<const EntityType*> LoadSession::watched_edges() const {
  std::vector<const EntityType*> watched;
  for (const EntityType& edge : catalog_.edges()) {
    if ((replaced(edge.from_type) || replaced(edge.to_type)) &&
        !loading_.contains(edge.table_key)) {
      watched.push_back(&edge);
    }
  }
  return watched;
}

Result<std::vector<uint32_t>> LoadSession::dangling(const Snapshot& now,
                                                    const EntityType& edge) const {
  const auto ids_of = [&](const std::string& node_type) {
    return replaced(node_type) ? &nodes_.find(node_type)->second : nullptr;
  };
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, now.table(edge));
  return dangling_edges(*view, ids_of(edge.from_type), ids_of(edge.to_type));
}

Status LoadSession::handle_dangling(CommitDraft* draft, LoadResult* result) {
  std::string refused;
  for (const EntityType* edge : watched_edges()) {
    draft->validated.insert(edge->table_key);
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions, dangling(*base_, *edge));
    if (positions.empty()) {
      continue;
    }
    if (options_.cascade) {
      result->cascaded[edge->name] = positions.size();
      OG_RETURN_IF_ERROR(stage_cascade(*edge, positions, draft));
    } else {
      refused += format("{}{} {}", refused.empty() ? "" : ", ", positions.size(), edge->name);
    }
  }
  if (!refused.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 format("the load would leave dangling edges in tables that it does not replace: "
                        "{}; load these edges "
                        "too, or pass --cascade to delete them",
                        refused));
  }
  return {};
}

Status LoadSession::stage_cascade(const EntityType& edge,
                                  const std::vector<uint32_t>& positions,
                                  CommitDraft* draft) {
  OG_ASSIGN_OR_RETURN(const TableViewPtr view, base_->table(edge));
  OG_ASSIGN_OR_RETURN(const ManifestPtr manifest, base_->manifest(edge));
  StagedTable staged(base_->catalog(), view);
  staged.erase(positions);
  const TableChange change = change_of(staged);
  OG_ASSIGN_OR_RETURN(auto violation, check_constraints(change));
  if (violation) {
    return violation_error(*std::move(violation), change, nullptr, places_);
  }
  OG_ASSIGN_OR_RETURN(StagedVersion version,
                      stage_version(graph_.environment(),
                                    {base_->branch(), base_->files().get()},
                                    *base_->find_pin(edge.table_key),
                                    *manifest,
                                    staged));
  draft->manifests[version.pin.table_key] = std::move(version.manifest);
  draft->changes.push_back(std::move(version.pin));
  for (io::NewObject& file : version.files) {
    draft->files.push_back(std::move(file));
  }
  return {};
}

// ---- Commit ------------------------------------------------------------------------------------

Status LoadSession::revalidate(const Snapshot& now, const std::set<std::string>& written) const {
  const Status ends = check_ends(now);
  if (!ends.ok()) {
    return ends.error().code() != ErrorCode::kInvalidArgument
               ? ends.error()
               : Error(ErrorCode::kConflict,
                       format("a node that the load refers to was deleted meanwhile — retry: {}",
                              ends.error().message()));
  }
  for (const EntityType* edge : watched_edges()) {
    if (written.contains(edge->table_key)) {
      continue;
    }
    OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> positions, dangling(now, *edge));
    if (!positions.empty()) {
      return Error(ErrorCode::kConflict,
                   format("an edge to a node that the load takes away was added meanwhile: {} — "
                          "retry",
                          edge->name));
    }
  }
  return {};
}

Result<CommitDraft> LoadSession::make_draft(LoadResult* result) {
  CommitDraft draft;
  draft.operation = "load";
  draft.actor_id = options_.actor_id;
  draft.message = options_.message;
  draft.unmoved = options_.unmoved;
  if (options_.idempotency) {
    draft.idempotency = options_.idempotency();
  }
  for (const auto& [name, ids] : nodes_) {
    if (!replaced(name) && ids.wants_stored()) {
      draft.validated.insert("node:" + name);
    }
  }
  OG_RETURN_IF_ERROR(handle_dangling(&draft, result));
  for (const auto& [key, loading] : loading_) {
    const EntityType& type = loading.writer->type();
    const uint64_t rows = loading.row_count - loading.superseded_count;
    (type.is_edge() ? result->edges : result->nodes)[type.name] = rows;
    (type.is_edge() ? draft.affected_edges : draft.affected_nodes) += rows;
    OG_RETURN_IF_ERROR(
        stage_loaded(*loading.writer, base_, graph_.environment(), pool_.get(), &draft));
  }
  std::set<std::string> written;
  for (const Pin& pin : draft.changes) {
    written.insert(pin.table_key);
    draft.validated.erase(pin.table_key);
  }
  draft.revalidate = [this, written = std::move(written)](const Snapshot& now) {
    return revalidate(now, written);
  };
  return draft;
}

Status LoadSession::rebase(SnapshotPtr now) {
  for (const auto& [key, loading] : loading_) {
    if (loading.writer->base() != nullptr) {
      OG_ASSIGN_OR_RETURN(TableViewPtr view, now->table(*now->catalog()->find_table(key)));
      loading.writer->rebase(std::move(view));
    }
  }
  base_ = std::move(now);
  return {};
}

Result<LoadResult> LoadSession::commit(const CancelToken& cancel) {
  LoadResult result;
  result.ignored = ignored_;
  if (loading_.empty()) {
    result.snapshot = base_;
    return result;
  }
  PublishOptions publish;
  publish.deadline_boot_us = cancel.deadline_boot_us();
  const std::string commit_id = graph_.environment().ids.next();
  for (int attempt = 0; attempt < publish.attempts; ++attempt) {
    std::vector<CommitDraft> group(1);
    OG_ASSIGN_OR_RETURN(group[0], make_draft(&result));
    group[0].commit_id = commit_id;
    OG_FAIL_POINT(kLoadStaged);
    OG_RETURN_IF_ERROR(cancel.check());
    OG_ASSIGN_OR_RETURN(PublishOutcome outcome,
                        graph_.publish_group(base_, std::move(group), publish));
    if (outcome.published != nullptr) {
      result.snapshot = std::move(outcome.published);
      return result;
    }
    const DraftOutcome& draft = outcome.drafts.front();
    if (draft.refused) {
      return *draft.refused;
    }
    if (draft.repeated) {
      return Error(ErrorCode::kConflict, "the request was committed by another process meanwhile");
    }
    OG_RETURN_IF_ERROR(rebase(std::move(outcome.head)));
  }
  return Error(ErrorCode::kConflict, "the tables were optimized again and again — retry later");
}

}  // namespace omnigraph::graph
