#include "omnigraph/exec/topology/topology_source.h"

#include "omnigraph/base/format.h"

namespace omnigraph::exec {

Result<TopologyPtr> SnapshotTopologies::topology(const schema::EntityType& edge) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = made_.find(&edge);
    if (at != made_.end()) {
      return at->second;
    }
  }
  OG_ASSIGN_OR_RETURN(TopologyPtr made, make(edge));
  const std::lock_guard lock(mutex_);
  return made_.emplace(&edge, std::move(made)).first->second;
}

Result<TopologyPtr> SnapshotTopologies::make(const schema::EntityType& edge) {
  const schema::EntityType* from = catalog_->find_node(edge.from_type);
  const schema::EntityType* to = catalog_->find_node(edge.to_type);
  if (!edge.is_edge() || from == nullptr || to == nullptr) {
    return Error(
        ErrorCode::kCorruption,
        format("no topology for \"{}\": its end types are not in the schema", edge.table_key));
  }
  TopologyTables tables;
  OG_ASSIGN_OR_RETURN(tables.edges, tables_.table(edge));
  OG_ASSIGN_OR_RETURN(tables.from, tables_.table(*from));
  OG_ASSIGN_OR_RETURN(tables.to, tables_.table(*to));
  OG_ASSIGN_OR_RETURN(tables.from_index, tables_.id_index(*from));
  OG_ASSIGN_OR_RETURN(tables.to_index, tables_.id_index(*to));
  return cache_ != nullptr ? cache_->get(tables) : build_topology(tables);
}

}  // namespace omnigraph::exec
