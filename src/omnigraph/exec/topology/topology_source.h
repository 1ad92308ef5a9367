// TopologySource: the topologies of one snapshot, by edge type. Operators ask here and nowhere
// else.
#pragma once

#include <mutex>
#include <unordered_map>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/context.h"
#include "omnigraph/exec/topology/csr.h"
#include "omnigraph/exec/topology/topology_cache.h"
#include "omnigraph/schema/catalog.h"

namespace omnigraph::exec {

class TopologySource {
 public:
  virtual ~TopologySource() = default;
  // The same call gives the same topology for the life of the source. Errors: those of reading the
  // tables; kCorruption when an end type is missing in the catalog.
  virtual Result<TopologyPtr> topology(const schema::EntityType& edge) = 0;
};

// Makes the topologies of the tables of `tables`, which must outlive it, when they are asked for,
// and keeps them. With a cache they are shared with other snapshots; without one they are built
// anew. Thread-safe if `tables` is.
class SnapshotTopologies final : public TopologySource {
 public:
  SnapshotTopologies(schema::CatalogPtr catalog, TableSource& tables, TopologyCache* cache)
      : catalog_(std::move(catalog)), tables_(tables), cache_(cache) {}

  Result<TopologyPtr> topology(const schema::EntityType& edge) override;

 private:
  Result<TopologyPtr> make(const schema::EntityType& edge);

  schema::CatalogPtr catalog_;
  TableSource& tables_;
  TopologyCache* cache_;
  std::mutex mutex_;
  std::unordered_map<const schema::EntityType*, TopologyPtr> made_;  // guarded by mutex_
};

}  // namespace omnigraph::exec
