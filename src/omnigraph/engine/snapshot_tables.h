// SnapshotTables: the tables of a snapshot for executors, with the id indexes that they asked for.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "omnigraph/exec/context.h"
#include "omnigraph/exec/topology/topology_source.h"
#include "omnigraph/graph/snapshot/snapshot.h"

namespace omnigraph::engine {

// Thread-safe.
class SnapshotTables final : public exec::TableSource {
 public:
  // `before`: tables of another snapshot, or null. What was asked of them counts here as well, and
  // indexes of tables that are the same are taken over. It need not outlive the call.
  SnapshotTables(graph::SnapshotPtr snapshot,
                 graph::ReadCache& cache,
                 SnapshotTables* before = nullptr);

  Result<graph::TableViewPtr> table(const schema::EntityType& type) override {
    return snapshot_->table(type);
  }
  Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) override;
  // Through the index in memory if there is one, if many ids are wanted, or if the table is asked
  // again and again; by the stored index or a scan otherwise.
  Result<std::vector<uint32_t>> find_ids(const schema::EntityType& type,
                                         std::span<const std::string_view> ids) override;

  const graph::SnapshotPtr& snapshot() const { return snapshot_; }

 private:
  // Ids of one table. Whoever comes while the index is being built waits for it.
  struct Ids {
    std::mutex mutex;
    graph::IdIndexPtr index;   // null until it is built
    uint32_t asked_count = 0;  // look-ups
    uint64_t asked_ids = 0;    // and the ids in them
  };
  Ids& ids_of(const std::string& table_key);
  Result<graph::IdIndexPtr> index_of(const schema::EntityType& type, Ids& ids);

  const graph::SnapshotPtr snapshot_;
  graph::ReadCache& cache_;
  std::mutex mutex_;
  std::map<std::string, Ids> ids_;  // entries guarded by mutex_, and each by its own; never removed
};

// All that reads of one snapshot share. A read that finds it warm builds nothing and asks no cache
// for what it stands on. Types of other catalogs, of equal schemas too, must not be used with it:
// take catalog(). Thread-safe.
struct SnapshotReads {
  SnapshotReads(graph::SnapshotPtr snapshot,
                graph::ReadCache& cache,
                exec::TopologyCache& topology_cache,
                SnapshotTables* before)
      : tables(std::move(snapshot), cache, before),
        topologies(tables.snapshot()->catalog(), tables, &topology_cache) {}

  const graph::Snapshot& snapshot() const { return *tables.snapshot(); }
  const schema::CatalogPtr& catalog() const { return snapshot().catalog(); }

  SnapshotTables tables;
  exec::SnapshotTopologies topologies;
};

// Keeps the SnapshotReads of a few snapshots between reads: those used last. Thread-safe.
class RecentReads {
 public:
  RecentReads(graph::ReadCache& cache, exec::TopologyCache& topologies)
      : cache_(cache), topologies_(topologies) {}

  // Of the state that `snapshot` is; a read keeps it alive for as long as it runs. Reads nothing.
  std::shared_ptr<SnapshotReads> of(const graph::SnapshotPtr& snapshot);

 private:
  graph::ReadCache& cache_;
  exec::TopologyCache& topologies_;
  std::mutex mutex_;
  // Those used last in front. Guarded by mutex_.
  std::vector<std::shared_ptr<SnapshotReads>> kept_;
};

}  // namespace omnigraph::engine
