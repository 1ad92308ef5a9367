// SnapshotTables: the tables of a snapshot for executors.
#pragma once

#include <map>
#include <mutex>

#include "omnigraph/exec/context.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::engine {

// Thread-safe.
class SnapshotTables final : public exec::TableSource {
 public:
  SnapshotTables(graph::SnapshotPtr snapshot, graph::ReadCache& cache)
      : snapshot_(std::move(snapshot)), cache_(cache) {}

  Result<graph::TableViewPtr> table(const schema::EntityType& type) override {
    return snapshot_->table(type);
  }
  Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) override {
    const std::lock_guard lock(mutex_);
    const auto at = indexes_.find(type.table_key);
    if (at != indexes_.end()) {
      return at->second;
    }
    OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, snapshot_->table(type));
    OG_ASSIGN_OR_RETURN(graph::IdIndexPtr index, graph::build_id_index(*view, &cache_));
    return indexes_.emplace(type.table_key, std::move(index)).first->second;
  }

 private:
  graph::SnapshotPtr snapshot_;
  graph::ReadCache& cache_;
  std::mutex mutex_;
  std::map<std::string, graph::IdIndexPtr> indexes_;
};

}  // namespace omnigraph::engine
