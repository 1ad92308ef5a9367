#include "omnigraph/exec/topology/topology_cache.h"

#include "omnigraph/exec/topology/derive_topology.h"

namespace omnigraph::exec {
namespace {

// Enough for every edge type of many graphs; beyond, forgetting costs a build and nothing else.
constexpr size_t kLineagesMax = 4096;

std::string first_content(const graph::TableView& view) {
  return view.fragments().empty() ? std::string() : view.fragments()[0].source->content_key();
}

}  // namespace

std::shared_ptr<TopologyCache::Lineage> TopologyCache::lineage_of(const TopologyTables& tables) {
  // The oldest files of a table stay until it is compacted or overwritten, and then nothing could
  // be derived anyway. An edge table that was empty starts with its nodes.
  const std::string name = tables.edges->type().table_key + "|" + first_content(*tables.edges) +
                           "|" + first_content(*tables.from) + "|" + first_content(*tables.to);
  const std::lock_guard lock(mutex_);
  if (lineages_.size() > kLineagesMax) {
    lineages_.clear();
  }
  std::shared_ptr<Lineage>& lineage = lineages_[name];
  if (lineage == nullptr) {
    lineage = std::make_shared<Lineage>();
  }
  return lineage;
}

Result<TopologyPtr> TopologyCache::get(const TopologyTables& tables) {
  const std::string name = state_name(tables);
  const std::string key = name.empty() ? std::string() : "topology:" + name;
  if (!key.empty()) {
    if (auto found = cache_.find(key)) {
      return std::static_pointer_cast<const Base>(found)->topology;
    }
  }
  const std::shared_ptr<Lineage> lineage = lineage_of(tables);
  const std::lock_guard lock(lineage->mutex);
  if (!key.empty()) {
    if (auto found = cache_.find(key)) {
      return std::static_pointer_cast<const Base>(found)->topology;
    }
  }
  return make(tables, *lineage, key);
}

Result<TopologyPtr> TopologyCache::make(const TopologyTables& tables,
                                        Lineage& lineage,
                                        const std::string& key) {
  TopologyPtr topology;
  if (!lineage.base_key.empty()) {
    if (auto found = cache_.find(lineage.base_key)) {
      const auto base = std::static_pointer_cast<const Base>(found);
      OG_ASSIGN_OR_RETURN(const auto derived, derive_topology(base->topology, base->state, tables));
      topology = derived.value_or(nullptr);
    }
  }
  const bool full = topology == nullptr;
  if (full) {
    OG_ASSIGN_OR_RETURN(topology, build_topology(tables));
  }
  if (!key.empty()) {
    auto entry = std::make_shared<const Base>(Base{state_of(tables), topology});
    cache_.insert(key, std::move(entry), topology->byte_size());
    if (full) {
      lineage.base_key = key;
    }
  }
  return topology;
}

}  // namespace omnigraph::exec
