#include "omnigraph/exec/mutate/staged_tables.h"

namespace omnigraph::exec {

Result<graph::StagedTable*> StagedTables::staged(const schema::EntityType& type) {
  auto& table = tables_[type.table_key];
  if (table == nullptr) {
    OG_ASSIGN_OR_RETURN(graph::TableViewPtr base, base_.table(type));
    table = std::make_unique<graph::StagedTable>(catalog_, std::move(base));
  }
  return table.get();
}

bool StagedTables::changed(const schema::EntityType& type) const {
  const auto at = tables_.find(type.table_key);
  return at != tables_.end() && at->second != nullptr && at->second->changed();
}

Result<graph::TableViewPtr> StagedTables::view(const schema::EntityType& type) {
  if (!changed(type)) {
    return base_.table(type);
  }
  return tables_.find(type.table_key)->second->view();
}

Result<graph::TableViewPtr> StatementTables::table(const schema::EntityType& type) {
  const auto at = views_.find(type.table_key);
  if (at != views_.end()) {
    return at->second;
  }
  OG_ASSIGN_OR_RETURN(graph::TableViewPtr view, staged_.view(type));
  return views_.emplace(type.table_key, std::move(view)).first->second;
}

Result<graph::IdIndexPtr> StatementTables::id_index(const schema::EntityType& type) {
  if (!staged_.changed(type)) {
    return staged_.base().id_index(type);
  }
  const auto at = indexes_.find(type.table_key);
  if (at != indexes_.end()) {
    return at->second;
  }
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, table(type));
  OG_ASSIGN_OR_RETURN(graph::IdIndexPtr index, graph::build_id_index(*view));
  return indexes_.emplace(type.table_key, std::move(index)).first->second;
}

Result<std::vector<uint32_t>> StatementTables::find_ids(const schema::EntityType& type,
                                                        std::span<const std::string_view> ids) {
  if (!staged_.changed(type)) {
    return staged_.base().find_ids(type, ids);
  }
  OG_ASSIGN_OR_RETURN(const graph::TableViewPtr view, table(type));
  return graph::scan_ids(*view, ids);
}

}  // namespace omnigraph::exec
