// TopologyCache: topologies of all graphs and versions of this process, kept in the read cache (one
// byte budget for all) under the names of the contents that they were built from. So a commit that
// touches other tables, a branch or an older version finds what is there, and a commit that changes
// few rows derives its topology from that of the version before.
//
// Thread-safe. Two threads that want the same edge type at the same time wait for one another.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "omnigraph/base/result.h"
#include "omnigraph/exec/topology/topology_state.h"
#include "omnigraph/graph/table/read_cache.h"

namespace omnigraph::exec {

class TopologyCache {
 public:
  explicit TopologyCache(graph::ReadCache& cache) : cache_(cache) {}

  // The topology of these tables: found, derived or built. Tables with staged rows are never kept,
  // but are derived from what is kept.
  Result<TopologyPtr> get(const TopologyTables& tables);

 private:
  // The newest full topology of an edge table: what others are derived from.
  struct Lineage {
    std::mutex mutex;
    std::string base_key;  // guarded by mutex; empty = none yet
  };
  struct Base {
    TopologyState state;
    TopologyPtr topology;
  };

  std::shared_ptr<Lineage> lineage_of(const TopologyTables& tables);
  Result<TopologyPtr> make(const TopologyTables& tables, Lineage& lineage, const std::string& key);

  graph::ReadCache& cache_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Lineage>> lineages_;  // guarded by mutex_
};

}  // namespace omnigraph::exec
