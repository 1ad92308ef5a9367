// GroupTables: the tables as the next turn of a group of writers sees them: those of the head with
// what the turns before have written laid over them.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "omnigraph/engine/snapshot_tables.h"
#include "omnigraph/graph/publish/seal_group.h"

namespace omnigraph::engine {

// Not thread-safe. A table's view changes with every turn that writes it.
class GroupTables final : public exec::TableSource {
 public:
  // `head` must outlive it.
  explicit GroupTables(SnapshotTables& head) : head_(head) {}

  Result<graph::TableViewPtr> table(const schema::EntityType& type) override;
  Result<graph::IdIndexPtr> id_index(const schema::EntityType& type) override;
  Result<std::vector<uint32_t>> find_ids(const schema::EntityType& type,
                                         std::span<const std::string_view> ids) override;

  // The turns on a table, begun if there are none.
  Result<graph::TableTurns*> turns_of(const schema::EntityType& type);
  const graph::GroupTurns& turns() const { return turns_; }
  // The version of a table that the next turn sees; 0 if there is no such table.
  uint64_t table_version(const std::string& table_key) const;

 private:
  graph::TableTurns* written(const schema::EntityType& type) const;

  SnapshotTables& head_;
  graph::GroupTurns turns_;
};

}  // namespace omnigraph::engine
