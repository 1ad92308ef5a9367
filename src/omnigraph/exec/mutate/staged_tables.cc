#include "omnigraph/exec/mutate/staged_tables.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

namespace omnigraph::exec {

using columnar::kNullRow;

struct StagedTables::Ids {
  // Of live staged rows. The texts lie in the columns of ids that `columns` keeps.
  absl::flat_hash_map<std::string_view, uint32_t> staged;
  std::vector<columnar::ArrayPtr> columns;
  absl::flat_hash_set<uint32_t> gone;  // positions in the base: erased or replaced
  uint32_t next_position = 0;          // of the next staged row
};

StagedTables::StagedTables(schema::CatalogPtr catalog, TableSource& base)
    : catalog_(std::move(catalog)), base_(base) {}
StagedTables::~StagedTables() = default;

Result<graph::StagedTable*> StagedTables::staged(const schema::EntityType& type) {
  auto& table = tables_[type.table_key];
  if (table == nullptr) {
    OG_ASSIGN_OR_RETURN(graph::TableViewPtr base, base_.table(type));
    auto ids = std::make_unique<Ids>();
    ids->next_position = base->position_count();
    ids_[type.table_key] = std::move(ids);
    table = std::make_unique<graph::StagedTable>(catalog_, std::move(base));
  }
  return table.get();
}

Status StagedTables::put(const schema::EntityType& type,
                         columnar::Batch rows,
                         std::span<const uint32_t> replaced) {
  if (rows.row_count == 0) {
    return {};
  }
  OG_ASSIGN_OR_RETURN(graph::StagedTable * table, staged(type));
  Ids& ids = *ids_[type.table_key];
  const uint32_t base_count = table->base()->position_count();
  ids.staged.reserve(ids.staged.size() + rows.row_count);
  ids.columns.push_back(rows.columns[0]);
  for (size_t row = 0; row < rows.row_count; ++row) {
    ids.staged.insert_or_assign(rows.columns[0]->string_at(row), ids.next_position++);
    if (replaced[row] < base_count) {
      ids.gone.insert(replaced[row]);
    }
  }
  table->put(std::move(rows), replaced);
  return {};
}

Status StagedTables::erase(const schema::EntityType& type, std::span<const uint32_t> positions) {
  OG_ASSIGN_OR_RETURN(graph::StagedTable * table, staged(type));
  Ids& ids = *ids_[type.table_key];
  const uint32_t base_count = table->base()->position_count();
  std::vector<uint32_t> of_staged;
  for (const uint32_t position : positions) {
    if (position < base_count) {
      ids.gone.insert(position);
    } else {
      of_staged.push_back(position);
    }
  }
  if (!of_staged.empty()) {
    OG_ASSIGN_OR_RETURN(const columnar::ArrayPtr gone, table->view()->take(0, of_staged));
    for (size_t i = 0; i < of_staged.size(); ++i) {
      ids.staged.erase(gone->string_at(i));
    }
  }
  table->erase(positions);
  return {};
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

Result<std::vector<uint32_t>> StagedTables::find_ids(const schema::EntityType& type,
                                                     std::span<const std::string_view> ids) {
  if (!changed(type)) {
    return base_.find_ids(type, ids);
  }
  const Ids& known = *ids_.find(type.table_key)->second;
  std::vector<uint32_t> positions(ids.size(), kNullRow);
  std::vector<std::string_view> others;
  std::vector<size_t> at;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (const auto found = known.staged.find(ids[i]); found != known.staged.end()) {
      positions[i] = found->second;
    } else {
      others.push_back(ids[i]);
      at.push_back(i);
    }
  }
  if (others.empty()) {
    return positions;
  }
  OG_ASSIGN_OR_RETURN(const std::vector<uint32_t> stored, base_.find_ids(type, others));
  for (size_t i = 0; i < others.size(); ++i) {
    if (stored[i] != kNullRow && !known.gone.contains(stored[i])) {
      positions[at[i]] = stored[i];
    }
  }
  return positions;
}

// ---- The state of a statement ------------------------------------------------------------------

void StatementTables::advance() {
  views_.clear();
  indexes_.clear();
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
  return staged_.find_ids(type, ids);
}

}  // namespace omnigraph::exec
