#include "omnigraph/engine/group_tables.h"

#include <utility>

namespace omnigraph::engine {
namespace {

// An index over the head's rows, and the rows that the turns wrote.
class TurnsIndex final : public graph::IdIndex {
 public:
  // `turns` must outlive it and not change.
  TurnsIndex(graph::IdIndexPtr head, graph::TableTurns& turns)
      : head_(std::move(head)), turns_(turns), view_(turns.view()) {}

  uint32_t find(std::string_view id) const override {
    const uint32_t written = turns_.find_written(id);
    if (written != columnar::kNullRow) {
      return written;
    }
    const uint32_t stored = head_->find(id);
    return stored != columnar::kNullRow && view_->live(stored) ? stored : columnar::kNullRow;
  }

  void find_many(std::span<const std::string_view> ids, uint32_t* positions) const override {
    for (size_t i = 0; i < ids.size(); ++i) {
      positions[i] = find(ids[i]);
    }
  }

 private:
  graph::IdIndexPtr head_;
  const graph::TableTurns& turns_;
  graph::TableViewPtr view_;
};

}  // namespace

graph::TableTurns* GroupTables::written(const schema::EntityType& type) const {
  const auto at = turns_.find(type.table_key);
  return at == turns_.end() || at->second->turn_count() == 0 ? nullptr : at->second.get();
}

Result<graph::TableViewPtr> GroupTables::table(const schema::EntityType& type) {
  graph::TableTurns* turns = written(type);
  if (turns == nullptr) {
    return head_.table(type);
  }
  return turns->view();
}

Result<graph::IdIndexPtr> GroupTables::id_index(const schema::EntityType& type) {
  OG_ASSIGN_OR_RETURN(graph::IdIndexPtr head, head_.id_index(type));
  graph::TableTurns* turns = written(type);
  if (turns == nullptr) {
    return head;
  }
  return graph::IdIndexPtr(std::make_shared<const TurnsIndex>(std::move(head), *turns));
}

Result<std::vector<uint32_t>> GroupTables::find_ids(const schema::EntityType& type,
                                                    std::span<const std::string_view> ids) {
  OG_ASSIGN_OR_RETURN(std::vector<uint32_t> positions, head_.find_ids(type, ids));
  graph::TableTurns* turns = written(type);
  if (turns == nullptr) {
    return positions;
  }
  const graph::TableView& view = *turns->view();
  for (size_t i = 0; i < ids.size(); ++i) {
    const uint32_t newest = turns->find_written(ids[i]);
    if (newest != columnar::kNullRow) {
      positions[i] = newest;
    } else if (positions[i] != columnar::kNullRow && !view.live(positions[i])) {
      positions[i] = columnar::kNullRow;
    }
  }
  return positions;
}

Result<graph::TableTurns*> GroupTables::turns_of(const schema::EntityType& type) {
  auto& turns = turns_[type.table_key];
  if (turns == nullptr) {
    OG_ASSIGN_OR_RETURN(graph::TableViewPtr base, head_.table(type));
    turns = std::make_unique<graph::TableTurns>(head_.snapshot()->catalog(), std::move(base));
  }
  return turns.get();
}

uint64_t GroupTables::table_version(const std::string& table_key) const {
  const graph::Pin* pin = head_.snapshot()->find_pin(table_key);
  if (pin == nullptr) {
    return 0;
  }
  const auto at = turns_.find(table_key);
  return pin->table_version + (at == turns_.end() ? 0 : at->second->turn_count());
}

}  // namespace omnigraph::engine
